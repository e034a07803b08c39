// Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Twelve rows: 24 accumulators, for the 32 registers of AVX-512 and of 64-bit ARM.</summary>
internal readonly unsafe struct MicroKernel12 : IMicroKernel
{
    public static int Rows => 12;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV, TLines>(nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        float* a0 = rows.Start;
        float* a3 = rows.Start + (3 * rows.RowStride);
        float* a6 = rows.Start + (6 * rows.RowStride);
        float* a9 = rows.Start + (9 * rows.RowStride);
        nint one = rows.RowStride;
        nint two = 2 * one;
        nint step = rows.ColumnStride;
        float* left = b.Start;
        float* right = b.Start + b.Second;
        TV c00 = TS.Zero, c01 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero;
        TV c40 = TS.Zero, c41 = TS.Zero;
        TV c50 = TS.Zero, c51 = TS.Zero;
        TV c60 = TS.Zero, c61 = TS.Zero;
        TV c70 = TS.Zero, c71 = TS.Zero;
        TV c80 = TS.Zero, c81 = TS.Zero;
        TV c90 = TS.Zero, c91 = TS.Zero;
        TV c100 = TS.Zero, c101 = TS.Zero;
        TV c110 = TS.Zero, c111 = TS.Zero;
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
            TV x2 = TS.Broadcast(*(a0 + two));
            c20 = TS.MultiplyAdd(x2, b0, c20);
            c21 = TS.MultiplyAdd(x2, b1, c21);
            TV x3 = TS.Broadcast(*a3);
            c30 = TS.MultiplyAdd(x3, b0, c30);
            c31 = TS.MultiplyAdd(x3, b1, c31);
            TV x4 = TS.Broadcast(*(a3 + one));
            c40 = TS.MultiplyAdd(x4, b0, c40);
            c41 = TS.MultiplyAdd(x4, b1, c41);
            TV x5 = TS.Broadcast(*(a3 + two));
            c50 = TS.MultiplyAdd(x5, b0, c50);
            c51 = TS.MultiplyAdd(x5, b1, c51);
            TV x6 = TS.Broadcast(*a6);
            c60 = TS.MultiplyAdd(x6, b0, c60);
            c61 = TS.MultiplyAdd(x6, b1, c61);
            TV x7 = TS.Broadcast(*(a6 + one));
            c70 = TS.MultiplyAdd(x7, b0, c70);
            c71 = TS.MultiplyAdd(x7, b1, c71);
            TV x8 = TS.Broadcast(*(a6 + two));
            c80 = TS.MultiplyAdd(x8, b0, c80);
            c81 = TS.MultiplyAdd(x8, b1, c81);
            TV x9 = TS.Broadcast(*a9);
            c90 = TS.MultiplyAdd(x9, b0, c90);
            c91 = TS.MultiplyAdd(x9, b1, c91);
            TV x10 = TS.Broadcast(*(a9 + one));
            c100 = TS.MultiplyAdd(x10, b0, c100);
            c101 = TS.MultiplyAdd(x10, b1, c101);
            TV x11 = TS.Broadcast(*(a9 + two));
            c110 = TS.MultiplyAdd(x11, b0, c110);
            c111 = TS.MultiplyAdd(x11, b1, c111);
            a0 += step;
            a3 += step;
            a6 += step;
            a9 += step;
        }

        Tile c = tile;
        c.Put<TS, TV>(0, c00, c01);
        c.Put<TS, TV>(1, c10, c11);
        c.Put<TS, TV>(2, c20, c21);
        c.Put<TS, TV>(3, c30, c31);
        c.Put<TS, TV>(4, c40, c41);
        c.Put<TS, TV>(5, c50, c51);
        c.Put<TS, TV>(6, c60, c61);
        c.Put<TS, TV>(7, c70, c71);
        c.Put<TS, TV>(8, c80, c81);
        c.Put<TS, TV>(9, c90, c91);
        c.Put<TS, TV>(10, c100, c101);
        c.Put<TS, TV>(11, c110, c111);
    }
}
