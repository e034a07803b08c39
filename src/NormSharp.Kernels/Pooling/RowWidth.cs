using System.Runtime.Intrinsics;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Pooling;

/// <summary>Runs a body at vectors no longer than a row of outputs, so that short rows do not leave most lanes empty.</summary>
internal readonly struct RowWidth<TBody>(TBody body, int outWidth) : ISimdBody
    where TBody : unmanaged, ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (outWidth >= TS.Count || TS.Count == Simd128.Count)
        {
            body.Execute<TS, TV>(index, worker);
        }
        else if (outWidth >= Simd256.Count && Simd256.IsSupported)
        {
            body.Execute<Simd256, Vector256<float>>(index, worker);
        }
        else
        {
            body.Execute<Simd128, Vector128<float>>(index, worker);
        }
    }
}
