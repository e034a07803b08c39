using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>What a backward pass reads: the batch, the forward pass's result, its gradient, and how the batch was normalized.</summary>
/// <param name="x">The batch.</param>
/// <param name="y">The forward output; read only for the sigmoid and tanh, else it may be empty.</param>
/// <param name="dy">The gradient with respect to y.</param>
/// <param name="affine">How each channel was normalized.</param>
/// <param name="activation">f.</param>
internal readonly ref struct GradientSpans(
    ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, ChannelAffine affine, Activation activation)
{
    /// <summary>The batch.</summary>
    public ReadOnlySpan<float> X { get; } = x;

    /// <summary>The forward output, or nothing where it is not needed.</summary>
    public ReadOnlySpan<float> Y { get; } = y;

    /// <summary>The gradient with respect to y.</summary>
    public ReadOnlySpan<float> Dy { get; } = dy;

    /// <summary>How each channel was normalized.</summary>
    public ChannelAffine Affine { get; } = affine;

    /// <summary>f.</summary>
    public Activation Activation { get; } = activation;
}
