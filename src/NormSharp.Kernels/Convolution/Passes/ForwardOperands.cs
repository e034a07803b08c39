using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Passes;

/// <summary>What a forward pass reads and writes: y = f(convolution of x + bias + residual).</summary>
internal readonly unsafe struct ForwardOperands
{
    /// <summary>x: [Batch, InChannels, Height, Width].</summary>
    public required float* Input { get; init; }

    /// <summary>[OutChannels, InChannels / Groups, KernelHeight, KernelWidth].</summary>
    public required float* Weight { get; init; }

    /// <summary>[OutChannels], or null.</summary>
    public required float* Bias { get; init; }

    /// <summary>As many numbers as the output, or null.</summary>
    public float* Residual { get; init; }

    /// <summary>f.</summary>
    public Activation Activation { get; init; }

    /// <summary>y: [Batch, OutChannels, OutHeight, OutWidth], written.</summary>
    public required float* Output { get; init; }
}
