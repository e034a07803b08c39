using System.Text.Json.Nodes;

namespace NormSharp.Interop.Keras;

/// <summary>A layer of a Keras model.</summary>
internal sealed record KerasLayer
{
    public required string Name { get; init; }

    /// <summary>What it is: <c>Conv2D</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>Whether it works on sequences [N, L, C]: <c>Conv1D</c> and its kin.</summary>
    public bool IsOfSequences => ClassName.Contains("1D", StringComparison.Ordinal);

    /// <summary>What it is made of, where it is a whole model.</summary>
    public KerasModel? Inner { get; init; }

    /// <summary>Its settings, by Keras's names.</summary>
    public required JsonObject Config { get; init; }

    /// <summary>Each use of it: the layers whose outputs it takes then. None for an input.</summary>
    public required IReadOnlyList<IReadOnlyList<KerasReference>> Calls { get; init; }

    /// <summary>Its numbers in Keras's order and layout: a kernel is [height, width, in, out], one of sequences
    /// [length, in, out].</summary>
    public IReadOnlyList<NamedTensor> Weights { get; init; } = [];
}
