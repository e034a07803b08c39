using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>What a forward pass reads and writes: y = f(convolution of x + bias + residual).</summary>
internal readonly ref struct ForwardSpans
{
    /// <summary>x: [Batch, InChannels, Height, Width].</summary>
    public required ReadOnlySpan<float> Input { get; init; }

    /// <summary>[OutChannels, InChannels / Groups, KernelHeight, KernelWidth].</summary>
    public required ReadOnlySpan<float> Weight { get; init; }

    /// <summary>[OutChannels], or empty for none.</summary>
    public ReadOnlySpan<float> Bias { get; init; }

    /// <summary>[Batch, OutChannels, OutHeight, OutWidth], or empty for none.</summary>
    public ReadOnlySpan<float> Residual { get; init; }

    /// <summary>f.</summary>
    public Activation Activation { get; init; }

    /// <summary>y: [Batch, OutChannels, OutHeight, OutWidth], written; must not overlap an operand.</summary>
    public required Span<float> Output { get; init; }
}
