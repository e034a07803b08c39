using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Diagnosis.Catalog;

namespace NormSharp.Diagnosis.Report;

/// <summary>Findings as SARIF 2.1.0, for tools of code review.</summary>
internal static class Sarif
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The log of one run.</summary>
    public static string Of(Examination seen, ReportLanguage language) => new JsonObject
    {
        ["$schema"] = Schema,
        ["version"] = "2.1.0",
        ["runs"] = new JsonArray(new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "NormSharp doctor",
                    ["rules"] = new JsonArray(
                        [.. seen.Findings.Select(finding => finding.Id).Distinct().Select(id => Rule(RuleCatalog.Of(id), language))]),
                },
            },
            ["results"] = new JsonArray([.. seen.Findings.Select(finding => Result(seen, finding, language))]),
        }),
    }.ToJsonString(Options);

    private static JsonNode Rule(Rule rule, ReportLanguage language) => new JsonObject
    {
        ["id"] = rule.Id,
        ["shortDescription"] = Text(rule.In(language).Title),
        ["fullDescription"] = Text(rule.In(language)["symptom"]),
        ["help"] = Text(rule.In(language)["repair"]),
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.Severity) },
    };

    private static JsonNode Result(Examination seen, Finding finding, ReportLanguage language) => new JsonObject
    {
        ["ruleId"] = finding.Id,
        ["level"] = Level(finding.Severity),
        ["message"] = Text($"{finding.Message(language)}; {finding.Advice(language)}"),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject
                {
                    ["uri"] = Uri.EscapeDataString(seen.Name).Replace("%2F", "/", StringComparison.Ordinal),
                },
            },
            ["logicalLocations"] = new JsonArray(
                [.. finding.Layers.Select(layer => (JsonNode)new JsonObject { ["fullyQualifiedName"] = layer, ["kind"] = "layer" })]),
        }),
        ["properties"] = finding.ToJson(language),
    };

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static string Level(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };
}
