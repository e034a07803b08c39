// Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Two rows.</summary>
internal readonly unsafe struct MicroKernel2 : IMicroKernel
{
    public static int Rows => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV, TLines>(nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        float* a0 = rows.Start;
        nint one = rows.RowStride;
        nint step = rows.ColumnStride;
        float* left = b.Start;
        float* right = b.Start + b.Second;
        TV c00 = TS.Zero, c01 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero;
        for (nint p = 0; p < k; p++)
        {
            nint offset = lines.At(p);
            TV b0 = TS.Load(left + offset);
            TV b1 = TS.Load(right + offset);
            TV x0 = TS.Broadcast(*a0);
            c00 = TS.MultiplyAdd(x0, b0, c00);
            c01 = TS.MultiplyAdd(x0, b1, c01);
            TV x1 = TS.Broadcast(*(a0 + one));
            c10 = TS.MultiplyAdd(x1, b0, c10);
            c11 = TS.MultiplyAdd(x1, b1, c11);
            a0 += step;
        }

        Tile c = tile;
        c.Put<TS, TV>(0, c00, c01);
        c.Put<TS, TV>(1, c10, c11);
    }
}
