using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>Applies a function to one lane after the other. Not inlined, so that its memory is not taken in a caller's loop.</summary>
internal static unsafe class LaneByLane
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TV Apply<TFunction, TS, TV>(TV a, TV b)
        where TFunction : struct, IScalarFunction
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* left = stackalloc float[TS.Count];
        float* right = stackalloc float[TS.Count];
        TS.Store(a, left);
        TS.Store(b, right);
        for (int i = 0; i < TS.Count; i++)
        {
            left[i] = TFunction.Apply(left[i], right[i]);
        }

        return TS.Load(left);
    }
}
