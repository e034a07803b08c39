using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Static;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Runs;

/// <summary>What a training said of itself while it went on, from the lines of its metrics.</summary>
internal static class LiveLines
{
    /// <summary>The findings of steps; those of the checks before the first are said of the model itself.</summary>
    public static IReadOnlyList<Observation> Read(RunFolder run)
        => File.Exists(run.MetricsPath) ? [.. File.ReadLines(run.MetricsPath).Select(Parse).OfType<Observation>()] : [];

    private static Observation? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject json && (string?)json["kind"] == "finding"
                && Diagnostic.FromJson(json) is { Step: not null } found && RuleCatalog.Find(found.Id) is not null
                ? new Observation(found.Id, found.Layers) { Measured = found.Measured }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
