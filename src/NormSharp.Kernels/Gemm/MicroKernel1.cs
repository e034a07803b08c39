// Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>One row: a vector times a matrix, a depthwise filter.</summary>
internal readonly unsafe struct MicroKernel1 : IMicroKernel
{
    public static int Rows => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV, TLines>(nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        float* a0 = rows.Start;
        nint step = rows.ColumnStride;
        float* left = b.Start;
        float* right = b.Start + b.Second;
        TV c00 = TS.Zero, c01 = TS.Zero;
        for (nint p = 0; p < k; p++)
        {
            nint offset = lines.At(p);
            TV b0 = TS.Load(left + offset);
            TV b1 = TS.Load(right + offset);
            TV x0 = TS.Broadcast(*a0);
            c00 = TS.MultiplyAdd(x0, b0, c00);
            c01 = TS.MultiplyAdd(x0, b1, c01);
            a0 += step;
        }

        Tile c = tile;
        c.Put<TS, TV>(0, c00, c01);
    }
}
