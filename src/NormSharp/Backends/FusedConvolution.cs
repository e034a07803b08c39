using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>What never changes of a convolution in an inference plan.</summary>
/// <param name="Geometry">Sizes.</param>
/// <param name="Weight">[O, C / groups, KH, KW].</param>
/// <param name="Bias">[O], or null.</param>
/// <param name="Activation">What is applied to the sum.</param>
internal sealed record FusedConvolution(ConvolutionGeometry Geometry, Tensor Weight, Tensor? Bias, Activation Activation)
{
    /// <summary>An algorithm of <see cref="ConvolutionOperations.Choice"/>; null for the backend's own choice.</summary>
    public string? Algorithm { get; init; }
}
