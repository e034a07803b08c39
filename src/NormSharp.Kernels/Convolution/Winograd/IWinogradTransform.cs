using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>One direction of a transform: a fixed small matrix times the vectors of a row or column.</summary>
internal unsafe interface IWinogradTransform
{
    /// <summary>Vectors read.</summary>
    static abstract int Inputs { get; }

    /// <summary>Vectors written.</summary>
    static abstract int Outputs { get; }

    /// <summary>Transforms the vectors at <paramref name="source"/>, <paramref name="sourceStride"/> floats apart.</summary>
    static abstract void Apply<TS, TV>(float* source, nint sourceStride, float* target, nint targetStride)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
