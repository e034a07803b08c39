using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Serialization;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Reports;

/// <summary>Writes <c>results.json</c>: every number, courses included, and the verdicts.</summary>
internal static class JsonResults
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, StudyReport report)
    {
        JsonObject json = ToJson(report);
        AtomicFile.Write(path, stream =>
        {
            using (var writer = new Utf8JsonWriter(stream, Indented))
            {
                json.WriteTo(writer);
            }

            stream.Write("\n"u8);
        });
    }

    /// <summary>The word for a verdict that scripts read.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Confirmed => "confirmed",
        Verdict.Refuted => "refuted",
        _ => "not_decided",
    };

    /// <summary>The verdicts of a report.</summary>
    public static JsonArray Verdicts(StudyReport report) =>
    [
        .. report.Conclusion.Judgements.Select(judgement => (JsonNode)new JsonObject
        {
            ["claim"] = judgement.Claim,
            ["verdict"] = Word(judgement.Verdict),
            ["rule"] = judgement.Rule,
            ["evidence"] = judgement.Evidence,
        }),
    ];

    private static JsonObject ToJson(StudyReport report) => new()
    {
        ["study"] = report.Study.Name,
        ["question"] = report.Study.Text(report.Language)["question"],
        ["summary"] = report.Conclusion.Summary,
        ["verdicts"] = Verdicts(report),
        ["data"] = report.Origin.Data,
        ["scale"] = report.Results.Plan.Scale.ToString().ToLowerInvariant(),
        ["seeds"] = new JsonArray([.. report.Results.Seeds.Select(seed => (JsonNode)seed)]),
        ["train_images"] = report.Results.Size.TrainImages,
        ["epochs"] = report.Results.Size.Epochs,
        ["command"] = report.Origin.Command,
        ["machine"] = report.Origin.Machine,
        ["runs"] = new JsonArray([.. report.Results.Runs.Select(Cell)]),
    };

    private static JsonNode Cell(CellRun run)
    {
        var coordinates = new JsonObject();
        foreach (Coordinate coordinate in run.Cell.Coordinates)
        {
            coordinates[coordinate.Name] = coordinate.Value;
        }

        JsonObject json = run.Result.ToJson();
        json.Insert(0, "seed", run.Seed);
        json.Insert(0, "coordinates", coordinates);
        return json;
    }
}
