using System.Text.Json.Nodes;
using NormSharp.Cli.Output;
using NormSharp.Interop.Onnx.Suites;

namespace NormSharp.Cli.Screens;

/// <summary>The results of a suite by operator, and for machines.</summary>
internal sealed class SuiteReport(string suite, IReadOnlyList<OnnxTestResult> results)
{
    public int Failed => Count(results, OnnxOutcome.Failed);

    public void Show(Screen screen)
    {
        PlainTable table = new PlainTable().Words("operator").Words("opset").Numbers("passed").Numbers("failed").Numbers("not supported");
        foreach (((string name, int opset), List<OnnxTestResult> tests) in ByOperator())
        {
            table.Add(
                PlainTable.Strong(name),
                PlainTable.Cell($"{opset}"),
                PlainTable.Cell($"{Count(tests, OnnxOutcome.Passed)}"),
                PlainTable.Cell($"{Count(tests, OnnxOutcome.Failed)}"),
                PlainTable.Cell($"{Count(tests, OnnxOutcome.NotSupported)}"));
        }

        table.Show(screen);
        screen.Text(
            $"{Count(results, OnnxOutcome.Passed)} passed, {Failed} failed, {Count(results, OnnxOutcome.NotSupported)} not supported");
    }

    public JsonObject ToJson() => new()
    {
        ["suite"] = suite,
        ["passed"] = Count(results, OnnxOutcome.Passed),
        ["failed"] = Failed,
        ["not_supported"] = Count(results, OnnxOutcome.NotSupported),
        ["operators"] = new JsonArray([.. ByOperator().Select(group => new JsonObject
        {
            ["operator"] = group.Key.Operator,
            ["opset"] = group.Key.Opset,
            ["passed"] = Count(group.Value, OnnxOutcome.Passed),
            ["failed"] = Count(group.Value, OnnxOutcome.Failed),
            ["not_supported"] = Count(group.Value, OnnxOutcome.NotSupported),
        })]),
        ["tests"] = new JsonArray([.. results.Select(result => new JsonObject
        {
            ["name"] = result.Name,
            ["outcome"] = result.Outcome switch
            {
                OnnxOutcome.Passed => "passed",
                OnnxOutcome.Failed => "failed",
                _ => "not supported",
            },
            ["reason"] = result.Reason?.ToString(),
            ["detail"] = result.Detail,
            ["opset"] = result.Opset,
        })]),
    };

    /// <summary>Tests by the operators that they have; one with several stands under each.</summary>
    private IEnumerable<KeyValuePair<(string Operator, int Opset), List<OnnxTestResult>>> ByOperator() => results
        .SelectMany(result => result.Operators.Select(name => (Key: (name, result.Opset), Result: result)))
        .GroupBy(entry => entry.Key, entry => entry.Result)
        .OrderBy(group => group.Key.name, StringComparer.Ordinal).ThenBy(group => group.Key.Opset)
        .Select(group => KeyValuePair.Create(group.Key, group.ToList()));

    private static int Count(IEnumerable<OnnxTestResult> tests, OnnxOutcome outcome) => tests.Count(test => test.Outcome == outcome);
}
