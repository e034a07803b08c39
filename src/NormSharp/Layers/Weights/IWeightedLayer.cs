using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer that applies a weight, and can apply another in its place.</summary>
internal interface IWeightedLayer
{
    /// <summary>The weight, outputs first.</summary>
    Parameter Weight { get; }

    /// <summary>The bias, or null.</summary>
    Parameter? Bias { get; }

    /// <summary>The output with another weight of the same shape.</summary>
    Tensor ForwardWith(Tensor x, Tensor weight);
}
