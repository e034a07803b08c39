// Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Six rows: 12 accumulators, the most that leave room for operands in 16 registers.</summary>
/// <remarks>
/// Eight steps at a time where a row's numbers follow each other: every address is then a register and a constant, and two
/// threads that share a core get by with the instructions that it can take in.
/// </remarks>
internal readonly unsafe struct MicroKernel6 : IMicroKernel
{
    public static int Rows => 6;

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
        float* a4 = a3 + rows.RowStride;
        float* a5 = a4 + rows.RowStride;
        nint step = rows.ColumnStride;
        float* left = b.Start;
        float* right = b.Start + b.Second;
        TV c00 = TS.Zero, c01 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero;
        TV c40 = TS.Zero, c41 = TS.Zero;
        TV c50 = TS.Zero, c51 = TS.Zero;
        nint p = 0;
        if (step == 1)
        {
            for (; p + 8 <= k; p += 8)
            {
                nint offset = lines.At(0);
                TV b0 = TS.Load(left + offset);
                TV b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p], b0, b1, ref c50, ref c51);

                offset = lines.At(1);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 1], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 1], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 1], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 1], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 1], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 1], b0, b1, ref c50, ref c51);

                offset = lines.At(2);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 2], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 2], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 2], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 2], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 2], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 2], b0, b1, ref c50, ref c51);

                offset = lines.At(3);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 3], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 3], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 3], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 3], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 3], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 3], b0, b1, ref c50, ref c51);

                offset = lines.At(4);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 4], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 4], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 4], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 4], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 4], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 4], b0, b1, ref c50, ref c51);

                offset = lines.At(5);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 5], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 5], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 5], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 5], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 5], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 5], b0, b1, ref c50, ref c51);

                offset = lines.At(6);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 6], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 6], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 6], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 6], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 6], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 6], b0, b1, ref c50, ref c51);

                offset = lines.At(7);
                b0 = TS.Load(left + offset);
                b1 = TS.Load(right + offset);
                Accumulators.Add<TS, TV>(a0[p + 7], b0, b1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(a1[p + 7], b0, b1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(a2[p + 7], b0, b1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(a3[p + 7], b0, b1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(a4[p + 7], b0, b1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(a5[p + 7], b0, b1, ref c50, ref c51);

                nint passed = lines.Skip(8);
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
            Accumulators.Add<TS, TV>(a4[at], b0, b1, ref c40, ref c41);
            Accumulators.Add<TS, TV>(a5[at], b0, b1, ref c50, ref c51);
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
        c.Put<TS, TV>(4, c40, c41);
        c.Put<TS, TV>(5, c50, c51);
    }
}
