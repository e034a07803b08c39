using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>One finding about a model, its data and its options.</summary>
/// <param name="Id">The stable id, for example <c>BN005</c>; <c>docs/diagnostics.md</c> explains each.</param>
/// <param name="Severity">Whether the training goes on.</param>
/// <param name="Layers">
/// The paths of the layers that it concerns, in the order of the forward pass; none where it is the training as a whole.
/// </param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do.</param>
public sealed record Diagnostic(string Id, DiagnosticSeverity Severity, IReadOnlyList<string> Layers, string Message, string Advice)
{
    // More names than this make a line that nobody reads.
    private const int MostNames = 5;

    /// <summary>The step that showed it, from 1; null where it was found before the first.</summary>
    public long? Step { get; init; }

    /// <summary>The numbers after it, by name; empty where its message says them all.</summary>
    internal IReadOnlyDictionary<string, double> Measured { get; init; } = new Dictionary<string, double>();

    /// <summary>The finding on one line: <c>warning BN005 conv1, conv2: a bias …; leave it out …</c>.</summary>
    public override string ToString()
        => $"{(Severity == DiagnosticSeverity.Error ? "error" : "warning")} {Id}{Names()}: {Message}; {Advice}";

    /// <summary>
    /// The finding as JSON: <c>id</c>, <c>severity</c>, <c>layers</c>, <c>message</c>, <c>advice</c>; of one that a step showed also
    /// <c>step</c>, and <c>measured</c> where there are numbers.
    /// </summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["severity"] = Severity == DiagnosticSeverity.Error ? "error" : "warning",
            ["layers"] = new JsonArray([.. Layers.Select(layer => (JsonNode)layer)]),
            ["message"] = Message,
            ["advice"] = Advice,
        };
        if (Step is long step)
        {
            json["step"] = step;
        }

        if (Step is not null || Measured.Count > 0)
        {
            json["measured"] = new JsonObject(
                Measured.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, JsonFile.Number(entry.Value))));
        }

        return json;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where a line of a file says something else.</summary>
    internal static Diagnostic? FromJson(JsonObject json)
    {
        try
        {
            if ((string?)json["id"] is not { } id || json["layers"] is not JsonArray layers
                || (string?)json["message"] is not { } message || (string?)json["advice"] is not { } advice)
            {
                return null;
            }

            return new Diagnostic(
                id,
                (string?)json["severity"] == "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                [.. layers.Select(layer => (string?)layer ?? string.Empty)],
                message,
                advice)
            {
                Step = (long?)json["step"] is > 0 and long step ? step : null,
                Measured = json["measured"] is JsonObject measured
                    ? measured.ToDictionary(entry => entry.Key, entry => (double?)entry.Value ?? double.NaN)
                    : [],
            };
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private string Names() => Layers.Count switch
    {
        0 => string.Empty,
        > MostNames => $" {string.Join(", ", Layers.Take(MostNames))} and {Layers.Count - MostNames} more",
        _ => $" {string.Join(", ", Layers)}",
    };
}
