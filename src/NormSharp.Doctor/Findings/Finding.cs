using System.Text.Json.Nodes;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Training;

namespace NormSharp.Diagnosis;

/// <summary>One thing that is wrong, or odd, with a model's normalization: what was measured, where, and what it costs.</summary>
/// <param name="Id">The stable id; <c>docs/diagnostics.md</c> explains each.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Layers">The layers concerned, in the order of the model; empty where it is the model as a whole.</param>
/// <param name="Measured">The numbers after it, by name.</param>
public sealed record Finding(
    string Id, FindingSeverity Severity, IReadOnlyList<string> Layers, IReadOnlyDictionary<string, double> Measured)
{
    /// <summary>What the repair changes; null where no cost was measured.</summary>
    public FindingCost? Cost { get; init; }

    /// <summary>Whether the library has a repair that it can apply to this model with what was given.</summary>
    public bool IsRepairable { get; init; }

    /// <summary>Words that the message needs beside numbers, by name.</summary>
    internal IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();

    /// <summary>What it is, in a few words.</summary>
    public string Title(ReportLanguage language = ReportLanguage.English) => RuleCatalog.Of(Id).In(language).Title;

    /// <summary>What was found, with numbers.</summary>
    public string Message(ReportLanguage language = ReportLanguage.English) => Fill(RuleCatalog.Of(Id).In(language)["finding"]);

    /// <summary>What to do.</summary>
    public string Advice(ReportLanguage language = ReportLanguage.English) => Fill(RuleCatalog.Of(Id).In(language)["advice"]);

    /// <summary>
    /// As JSON: <c>id</c>, <c>severity</c>, <c>title</c>, <c>layers</c>, <c>measured</c>, <c>message</c>, <c>advice</c>,
    /// <c>repairable</c>, <c>cost</c>.
    /// </summary>
    public JsonObject ToJson(ReportLanguage language = ReportLanguage.English)
    {
        var measured = new JsonObject();
        foreach ((string name, double value) in Measured)
        {
            measured[name] = Number(value);
        }

        foreach ((string name, string word) in Words)
        {
            measured[name] = word;
        }

        return new JsonObject
        {
            ["id"] = Id,
            ["severity"] = Severity.ToString().ToLowerInvariant(),
            ["title"] = Title(language),
            ["layers"] = new JsonArray([.. Layers.Select(layer => (JsonNode)layer)]),
            ["measured"] = measured,
            ["message"] = Message(language),
            ["advice"] = Advice(language),
            ["repairable"] = IsRepairable,
            ["cost"] = Cost is null ? null : new JsonObject
            {
                ["images"] = Cost.Images,
                ["accuracy_before"] = Cost.AccuracyBefore,
                ["accuracy_after"] = Cost.AccuracyAfter,
                ["changed_predictions"] = Number(Cost.ChangedPredictions),
                ["entropy_before"] = Number(Cost.EntropyBefore),
                ["entropy_after"] = Number(Cost.EntropyAfter),
            },
        };
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"{Severity.ToString().ToLowerInvariant()} {Id}{(Layers.Count > 0 ? $" {string.Join(", ", Layers)}" : string.Empty)}: "
            + $"{Message()}; {Advice()}";

    /// <summary>JSON has no word for NaN.</summary>
    internal static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private string Fill(string text)
    {
        text = LiveText.Fill(text, Measured);
        foreach ((string name, string word) in Words)
        {
            text = text.Replace($"{{{name}}}", word, StringComparison.Ordinal);
        }

        return text;
    }
}
