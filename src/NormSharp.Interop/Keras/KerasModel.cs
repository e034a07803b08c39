using System.Text.Json.Nodes;

namespace NormSharp.Interop.Keras;

/// <summary>The architecture in a Keras file.</summary>
internal sealed record KerasModel
{
    /// <summary><c>Sequential</c>, or <c>Functional</c> (old files: <c>Model</c>).</summary>
    public required string ClassName { get; init; }

    /// <summary>Its layers in the file's order; of a Sequential each takes the output of the one before.</summary>
    public required IReadOnlyList<KerasLayer> Layers { get; init; }

    /// <summary>The shape that a Sequential without an input layer was built for, the batch first; null where nothing is said.</summary>
    public JsonArray? InputShape { get; init; }

    public required IReadOnlyList<KerasReference> Inputs { get; init; }

    public required IReadOnlyList<KerasReference> Outputs { get; init; }
}
