using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>One finding about a model, its data and its options.</summary>
/// <param name="Id">The stable id, for example <c>BN005</c>; <c>docs/diagnostics.md</c> explains each.</param>
/// <param name="Severity">Whether the training goes on.</param>
/// <param name="Layers">The paths of the layers that it concerns, in the order of the forward pass; at least one.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do.</param>
public sealed record Diagnostic(string Id, DiagnosticSeverity Severity, IReadOnlyList<string> Layers, string Message, string Advice)
{
    // More names than this make a line that nobody reads.
    private const int MostNames = 5;

    /// <summary>The finding on one line: <c>warning BN005 conv1, conv2: a bias …; leave it out …</c>.</summary>
    public override string ToString()
        => $"{(Severity == DiagnosticSeverity.Error ? "error" : "warning")} {Id} {Names()}: {Message}; {Advice}";

    /// <summary>The finding as JSON: <c>id</c>, <c>severity</c>, <c>layers</c>, <c>message</c>, <c>advice</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["severity"] = Severity == DiagnosticSeverity.Error ? "error" : "warning",
        ["layers"] = new JsonArray([.. Layers.Select(layer => (JsonNode)layer)]),
        ["message"] = Message,
        ["advice"] = Advice,
    };

    private string Names() => Layers.Count > MostNames
        ? $"{string.Join(", ", Layers.Take(MostNames))} and {Layers.Count - MostNames} more"
        : string.Join(", ", Layers);
}
