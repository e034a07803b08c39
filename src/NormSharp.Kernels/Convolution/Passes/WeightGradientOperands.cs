namespace NormSharp.Kernels.Convolution.Passes;

/// <summary>What the gradients with respect to weight and bias read and write.</summary>
internal readonly unsafe struct WeightGradientOperands
{
    /// <summary>x: [Batch, InChannels, Height, Width].</summary>
    public required float* Input { get; init; }

    /// <summary>dy: [Batch, OutChannels, OutHeight, OutWidth].</summary>
    public required float* OutputGradient { get; init; }

    /// <summary>dWeight: [OutChannels, InChannels / Groups, KernelHeight, KernelWidth], written.</summary>
    public required float* WeightGradient { get; init; }

    /// <summary>dBias: [OutChannels], written; or null where nobody wants it.</summary>
    public float* BiasGradient { get; init; }
}
