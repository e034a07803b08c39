namespace NormSharp.Kernels.Convolution.Passes;

/// <summary>What the gradient with respect to the input reads and writes.</summary>
internal readonly unsafe struct InputGradientOperands
{
    /// <summary>dy: [Batch, OutChannels, OutHeight, OutWidth].</summary>
    public required float* OutputGradient { get; init; }

    /// <summary>[OutChannels, InChannels / Groups, KernelHeight, KernelWidth].</summary>
    public required float* Weight { get; init; }

    /// <summary>dx: [Batch, InChannels, Height, Width], written.</summary>
    public required float* InputGradient { get; init; }
}
