using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>A network with its normalizations folded away.</summary>
/// <param name="Model">A new network in evaluation mode; it shares no memory with the one that was folded.</param>
/// <param name="Folded">What was folded, in the order of the forward pass.</param>
/// <param name="Unfolded">What stays, and why.</param>
public sealed record FoldResult(
    Module Model, IReadOnlyList<FoldedNormalization> Folded, IReadOnlyList<UnfoldedNormalization> Unfolded);
