using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// Six filters at one position after the other: where sums have few terms, a call for each position would cost as much as they do.
/// </summary>
internal static unsafe class LaneSix
{
    /// <summary>Filters of the block.</summary>
    public const int Filters = 6;

    /// <summary>
    /// sums[position, filter] = bias[filter] + Σ over terms of weight[filter, term] · patch[position, term], for two vectors of images.
    /// </summary>
    /// <param name="patch">What the first position's offsets count from.</param>
    /// <param name="patchStep">Floats to the next position's.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="weight">The filters' weights.</param>
    /// <param name="weightStride">Floats from one filter's weights to the next's.</param>
    /// <param name="terms">How many terms.</param>
    /// <param name="offsets">Where the terms lie.</param>
    /// <param name="bias">Six numbers.</param>
    /// <param name="sums">The first position's.</param>
    /// <param name="sumStep">Floats to the next position's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TS, TV>(
        float* patch, nint patchStep, int positions, float* weight, nint weightStride, nint terms, nint* offsets, float* bias, float* sums,
        nint sumStep)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint two = 2 * weightStride;
        float* upper = weight + (3 * weightStride);
        for (int position = 0; position < positions; position++)
        {
            // each f from 0 to 5:
            //     TV c{f}0 = TS.Zero, c{f}1 = TS.Zero;
            TV c00 = TS.Zero, c01 = TS.Zero;
            TV c10 = TS.Zero, c11 = TS.Zero;
            TV c20 = TS.Zero, c21 = TS.Zero;
            TV c30 = TS.Zero, c31 = TS.Zero;
            TV c40 = TS.Zero, c41 = TS.Zero;
            TV c50 = TS.Zero, c51 = TS.Zero;
            // end
            float* a0 = weight;
            float* a3 = upper;
            for (nint term = 0; term < terms; term++)
            {
                float* line = patch + offsets[term];
                TV x0 = TS.Load(line);
                TV x1 = TS.Load(line + TS.Count);
                TV w;
                // each f from 0 to 5:
                //     w = TS.Broadcast({f ? *a0|a0[weightStride]|a0[two]|*a3|a3[weightStride]|a3[two]});
                //     c{f}0 = TS.MultiplyAdd(w, x0, c{f}0);
                //     c{f}1 = TS.MultiplyAdd(w, x1, c{f}1);
                w = TS.Broadcast(*a0);
                c00 = TS.MultiplyAdd(w, x0, c00);
                c01 = TS.MultiplyAdd(w, x1, c01);
                w = TS.Broadcast(a0[weightStride]);
                c10 = TS.MultiplyAdd(w, x0, c10);
                c11 = TS.MultiplyAdd(w, x1, c11);
                w = TS.Broadcast(a0[two]);
                c20 = TS.MultiplyAdd(w, x0, c20);
                c21 = TS.MultiplyAdd(w, x1, c21);
                w = TS.Broadcast(*a3);
                c30 = TS.MultiplyAdd(w, x0, c30);
                c31 = TS.MultiplyAdd(w, x1, c31);
                w = TS.Broadcast(a3[weightStride]);
                c40 = TS.MultiplyAdd(w, x0, c40);
                c41 = TS.MultiplyAdd(w, x1, c41);
                w = TS.Broadcast(a3[two]);
                c50 = TS.MultiplyAdd(w, x0, c50);
                c51 = TS.MultiplyAdd(w, x1, c51);
                // end
                a0++;
                a3++;
            }

            // each f from 0 to 5:
            //     Put<TS, TV>(sums{+ 2 * f TS.Count}, bias{+ f}, c{f}0, c{f}1);
            Put<TS, TV>(sums, bias, c00, c01);
            Put<TS, TV>(sums + (2 * TS.Count), bias + 1, c10, c11);
            Put<TS, TV>(sums + (4 * TS.Count), bias + 2, c20, c21);
            Put<TS, TV>(sums + (6 * TS.Count), bias + 3, c30, c31);
            Put<TS, TV>(sums + (8 * TS.Count), bias + 4, c40, c41);
            Put<TS, TV>(sums + (10 * TS.Count), bias + 5, c50, c51);
            // end
            patch += patchStep;
            sums += sumStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TS, TV>(float* sums, float* bias, TV first, TV second)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV b = TS.Broadcast(*bias);
        TS.Store(TS.Add(first, b), sums);
        TS.Store(TS.Add(second, b), sums + TS.Count);
    }
}
