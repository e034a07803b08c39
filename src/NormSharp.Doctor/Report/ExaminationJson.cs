using System.Text.Json.Nodes;

namespace NormSharp.Diagnosis.Report;

/// <summary>An examination for machines.</summary>
internal static class ExaminationJson
{
    /// <summary>
    /// <c>model</c>, <c>healthy</c>, <c>images</c>, <c>accuracy</c>, <c>accuracy_by_batch</c>, <c>findings</c>, <c>unexamined</c>,
    /// <c>layers</c>, <c>without_statistics</c>, <c>seconds</c>.
    /// </summary>
    public static JsonObject Of(Examination seen, ReportLanguage language) => new()
    {
        ["model"] = seen.Name,
        ["healthy"] = seen.IsHealthy,
        ["images"] = seen.Images,
        ["accuracy"] = seen.Accuracy,
        ["accuracy_by_batch"] = seen.BatchModeAccuracy,
        ["findings"] = new JsonArray([.. seen.Findings.Select(finding => finding.ToJson(language))]),
        ["unexamined"] = new JsonArray(
            [.. seen.Unexamined.Select(open => (JsonNode)new JsonObject { ["what"] = open.What, ["need"] = open.Need })]),
        ["layers"] = new JsonArray([.. seen.Layers.Select(Of)]),
        ["without_statistics"] = new JsonObject(
            seen.Others.Select(kind => KeyValuePair.Create<string, JsonNode?>(kind.TypeName, kind.Count))),
        ["seconds"] = Math.Round(seen.Seconds, 3),
    };

    /// <summary>A repair for machines.</summary>
    public static JsonObject Of(RepairResult repair) => new()
    {
        ["steps"] = new JsonArray([.. repair.Steps.Select(Of)]),
        ["accuracy_before"] = repair.Total?.AccuracyBefore,
        ["accuracy_after"] = repair.Total?.AccuracyAfter,
        ["changed_predictions"] = repair.Total?.ChangedPredictions,
    };

    private static JsonNode Of(RepairStep step) => new JsonObject
    {
        ["repair"] = step.Repair,
        ["ids"] = new JsonArray([.. step.Ids.Select(id => (JsonNode)id)]),
        ["kept"] = step.IsKept,
        ["reason"] = step.Reason,
        ["accuracy_before"] = step.Cost?.AccuracyBefore,
        ["accuracy_after"] = step.Cost?.AccuracyAfter,
        ["changed_predictions"] = step.Cost?.ChangedPredictions,
    };

    private static JsonNode Of(LayerReport layer) => new JsonObject
    {
        ["layer"] = layer.Path,
        ["kind"] = layer.TypeName,
        ["channels"] = layer.Channels,
        ["mean_shift"] = layer.MeanShift is null ? null : Finding.Number(layer.MeanShift.Average()),
        ["log_variance_ratio"] = layer.LogVarianceRatio is null ? null : Finding.Number(layer.LogVarianceRatio.Average(Math.Abs)),
        ["dead_share"] = layer.DeadShare,
    };
}
