using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>How vectors are read and written at the place a loop has reached: whole, in part, or past the caches.</summary>
internal unsafe interface ILaneAccess
{
    /// <summary>The vector at an address; lanes that are left out are zero.</summary>
    TV Load<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct;

    /// <summary>The vector of dy at an address, which a loop may have in a register instead.</summary>
    TV LoadGradient<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct;

    /// <summary>Stores a vector to an address, but for lanes that are left out.</summary>
    void Store<TS, TV>(TV vector, float* destination)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
