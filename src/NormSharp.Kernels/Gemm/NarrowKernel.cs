// Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>
/// Sixteen rows and a single vector of columns: for results that are no wider, where half of a pair would be in vain.
/// </summary>
internal static unsafe class NarrowKernel
{
    /// <summary>Rows of the tile: enough chains of multiply-adds to hide their latency.</summary>
    public const int Rows = 16;

    /// <summary>
    /// tile (+)= Σ_p a[r, p] · b[offsets[p]] for sixteen rows; only the first vector of <paramref name="b"/> and of the tile
    /// is touched.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV>(nint k, StridedRows rows, VectorPair b, nint* offsets, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* a0 = rows.Start;
        float* a4 = rows.Start + (4 * rows.RowStride);
        float* a8 = rows.Start + (8 * rows.RowStride);
        float* a12 = rows.Start + (12 * rows.RowStride);
        nint one = rows.RowStride;
        nint two = 2 * one;
        nint three = 3 * one;
        nint step = rows.ColumnStride;
        float* line = b.Start;
        TV c0 = TS.Zero, c1 = TS.Zero, c2 = TS.Zero, c3 = TS.Zero;
        TV c4 = TS.Zero, c5 = TS.Zero, c6 = TS.Zero, c7 = TS.Zero;
        TV c8 = TS.Zero, c9 = TS.Zero, c10 = TS.Zero, c11 = TS.Zero;
        TV c12 = TS.Zero, c13 = TS.Zero, c14 = TS.Zero, c15 = TS.Zero;
        for (nint p = 0; p < k; p++)
        {
            TV x = TS.Load(line + offsets[p]);
            c0 = TS.MultiplyAdd(TS.Broadcast(*a0), x, c0);
            c1 = TS.MultiplyAdd(TS.Broadcast(*(a0 + one)), x, c1);
            c2 = TS.MultiplyAdd(TS.Broadcast(*(a0 + two)), x, c2);
            c3 = TS.MultiplyAdd(TS.Broadcast(*(a0 + three)), x, c3);
            c4 = TS.MultiplyAdd(TS.Broadcast(*a4), x, c4);
            c5 = TS.MultiplyAdd(TS.Broadcast(*(a4 + one)), x, c5);
            c6 = TS.MultiplyAdd(TS.Broadcast(*(a4 + two)), x, c6);
            c7 = TS.MultiplyAdd(TS.Broadcast(*(a4 + three)), x, c7);
            c8 = TS.MultiplyAdd(TS.Broadcast(*a8), x, c8);
            c9 = TS.MultiplyAdd(TS.Broadcast(*(a8 + one)), x, c9);
            c10 = TS.MultiplyAdd(TS.Broadcast(*(a8 + two)), x, c10);
            c11 = TS.MultiplyAdd(TS.Broadcast(*(a8 + three)), x, c11);
            c12 = TS.MultiplyAdd(TS.Broadcast(*a12), x, c12);
            c13 = TS.MultiplyAdd(TS.Broadcast(*(a12 + one)), x, c13);
            c14 = TS.MultiplyAdd(TS.Broadcast(*(a12 + two)), x, c14);
            c15 = TS.MultiplyAdd(TS.Broadcast(*(a12 + three)), x, c15);
            a0 += step;
            a4 += step;
            a8 += step;
            a12 += step;
        }

        Tile c = tile;
        c.Put<TS, TV>(0, c0);
        c.Put<TS, TV>(1, c1);
        c.Put<TS, TV>(2, c2);
        c.Put<TS, TV>(3, c3);
        c.Put<TS, TV>(4, c4);
        c.Put<TS, TV>(5, c5);
        c.Put<TS, TV>(6, c6);
        c.Put<TS, TV>(7, c7);
        c.Put<TS, TV>(8, c8);
        c.Put<TS, TV>(9, c9);
        c.Put<TS, TV>(10, c10);
        c.Put<TS, TV>(11, c11);
        c.Put<TS, TV>(12, c12);
        c.Put<TS, TV>(13, c13);
        c.Put<TS, TV>(14, c14);
        c.Put<TS, TV>(15, c15);
    }
}
