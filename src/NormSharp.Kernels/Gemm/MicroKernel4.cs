// Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Four rows.</summary>
/// <remarks>Four steps at a time, as <see cref="MicroKernel6"/> takes eight.</remarks>
internal readonly unsafe struct MicroKernel4 : IMicroKernel
{
    public static int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV, TLines>(nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        float* a0 = rows.Start;
        float* a1 = a0 + rows.RowStride;
        float* a2 = a1 + rows.RowStride;
        float* a3 = a2 + rows.RowStride;
        nint step = rows.ColumnStride;
        float* left = b.Start;
        float* right = b.Start + b.Second;
        TV c00 = TS.Zero, c01 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero;
        nint p = 0;
        if (step == 1)
        {
            for (; p + 4 <= k; p += 4)
            {
                nint offset = lines.At(0);
                TV b0 = TS.Load(left + offset);
                TV b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p], b0, b1, ref c30, ref c31);

                offset = lines.At(1);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 1], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 1], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 1], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 1], b0, b1, ref c30, ref c31);

                offset = lines.At(2);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 2], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 2], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 2], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 2], b0, b1, ref c30, ref c31);

                offset = lines.At(3);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 3], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 3], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 3], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 3], b0, b1, ref c30, ref c31);

                nint passed = lines.Skip(4);
                left += passed;
                right += passed;
            }
        }

        for (nint at = p; p < k; p++)
        {
            nint offset = lines.At(0);
            TV b0 = TS.Load(left + offset);
            TV b1 = TS.Load(right + offset);
            Accumulators.Add<TS, TV>(a0[at], b0, b1, ref c00, ref c01);
            Accumulators.Add<TS, TV>(a1[at], b0, b1, ref c10, ref c11);
            Accumulators.Add<TS, TV>(a2[at], b0, b1, ref c20, ref c21);
            Accumulators.Add<TS, TV>(a3[at], b0, b1, ref c30, ref c31);
            nint passed = lines.Skip(1);
            left += passed;
            right += passed;
            at += step;
        }

        Tile c = tile;
        c.Put<TS, TV>(0, c00, c01);
        c.Put<TS, TV>(1, c10, c11);
        c.Put<TS, TV>(2, c20, c21);
        c.Put<TS, TV>(3, c30, c31);
    }
}
