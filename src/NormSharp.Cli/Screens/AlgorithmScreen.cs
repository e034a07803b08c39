using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Profiling;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>The algorithms of a kernel beside each other, with the one that the plan takes.</summary>
internal static class AlgorithmScreen
{
    public static void Show(Screen screen, IReadOnlyList<AlgorithmTiming> algorithms)
    {
        PlainTable table = new PlainTable()
            .Names("pass")
            .Names("algorithm")
            .Names("plan")
            .Numbers("median")
            .Numbers("scratch", spare: 1)
            .Remarks("why");
        string? pass = null;
        foreach (AlgorithmTiming one in algorithms)
        {
            table.Add(
                PlainTable.Cell(one.Pass == pass ? string.Empty : one.Pass),
                one.IsChosen ? PlainTable.Strong(one.Algorithm) : PlainTable.Cell(one.Algorithm),
                PlainTable.Cell(Messages.Of(one.IsChosen ? "takes" : one.Timing is null ? "cannot" : string.Empty)),
                PlainTable.Cell(one.Timing is { } timing ? BenchmarkReport.Milliseconds(timing.MedianMilliseconds) : string.Empty),
                PlainTable.Cell(one.Timing is null ? string.Empty : $"{BenchmarkReport.Number(one.ScratchBytes / 1e6)} MB"),
                PlainTable.Cell(one.Reason));
            pass = one.Pass;
        }

        table.Show(screen);
    }

    public static JsonArray ToJson(IReadOnlyList<AlgorithmTiming> algorithms) => new([.. algorithms.Select(ToJson)]);

    private static JsonObject ToJson(AlgorithmTiming one)
    {
        var json = new JsonObject
        {
            ["pass"] = one.Pass,
            ["algorithm"] = one.Algorithm,
            ["chosen"] = one.IsChosen,
            ["accepts"] = one.Timing is not null,
            ["reason"] = one.Reason,
        };
        if (one.Timing is { } timing)
        {
            json["scratch_bytes"] = one.ScratchBytes;
            BenchmarkReport.AddTiming(json, timing);
        }

        return json;
    }
}
