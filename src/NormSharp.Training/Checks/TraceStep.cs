using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>One layer in a forward pass.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">What it was given; its shape may be read, its content is gone.</param>
/// <param name="Output">What it gave.</param>
internal sealed record TraceStep(Module Layer, Tensor Input, Tensor Output)
{
    /// <summary>Whether the layer computes by itself, without layers inside.</summary>
    public bool IsLeaf { get; } = !Layer.Children.Any();
}
