using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>How a vector is read at the place a loop has reached: whole, or what is left of it.</summary>
internal unsafe interface ILaneLoad
{
    /// <summary>The vector at an address; lanes beyond what is left are zero.</summary>
    TV Load<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
