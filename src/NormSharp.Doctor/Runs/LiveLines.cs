using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Static;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Runs;

/// <summary>What a training said of itself while it went on, from the lines of its metrics.</summary>
internal static class LiveLines
{
    // What only the options of a training show: of everything else the model itself is asked.
    private static readonly string[] OfOptions = ["BN001", "BN002", "BN004", "BN006", "BN007"];

    /// <summary>The findings of steps, and of the checks before the first those which the model does not show.</summary>
    public static IReadOnlyList<Observation> Read(RunFolder run)
        => File.Exists(run.MetricsPath)
            ? [.. File.ReadLines(run.MetricsPath).Select(line => Parse(line, run.IsFinished)).OfType<Observation>()]
            : [];

    // What a training went through does not hurt the model that came of it, unless the model itself shows it.
    private static Observation? Parse(string line, bool isFinished)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject json && (string?)json["kind"] == "finding"
                && Diagnostic.FromJson(json) is { } found && RuleCatalog.Find(found.Id) is not null
                && (found.Step is not null || OfOptions.Contains(found.Id))
                ? new Observation(found.Id, found.Layers)
                {
                    Measured = found.Measured,
                    Severity = found.Step is null || isFinished ? FindingSeverity.Note : null,
                }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
