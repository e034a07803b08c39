using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.DirectImages;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectRows;

/// <summary>The micro-kernel of <see cref="RowCorrelation"/> for six filters: twelve sums in registers.</summary>
internal static unsafe class RowTile
{
    /// <summary>
    /// Six filters at all positions of a plane, two vectors at a time, each of which lies in a row of its own: for few terms, of which a
    /// call for every two vectors would cost half as much again.
    /// </summary>
    /// <param name="image">What vectors and offsets count from.</param>
    /// <param name="vectors">Where the first term meets each vector of positions.</param>
    /// <param name="offsets">How far from there what each term meets lies.</param>
    /// <param name="terms">How many terms.</param>
    /// <param name="weight">[term, 6].</param>
    /// <param name="bias">Six numbers.</param>
    /// <param name="output">The first position of the first filter.</param>
    /// <param name="plane">Positions: floats from one filter's outputs to the next's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SixByPairs<TS, TV>(
        float* image, nint* vectors, nint* offsets, nint terms, float* weight, float* bias, float* output, nint plane)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (float* end = output + plane; output < end; output += 2 * TS.Count, vectors += 2)
        {
            // each f from 0 to 5:
            //     TV c{f}0 = TS.Broadcast(bias[{f}]), c{f}1 = c{f}0;
            TV c00 = TS.Broadcast(bias[0]), c01 = c00;
            TV c10 = TS.Broadcast(bias[1]), c11 = c10;
            TV c20 = TS.Broadcast(bias[2]), c21 = c20;
            TV c30 = TS.Broadcast(bias[3]), c31 = c30;
            TV c40 = TS.Broadcast(bias[4]), c41 = c40;
            TV c50 = TS.Broadcast(bias[5]), c51 = c50;
            // end
            float* first = image + vectors[0];
            float* second = image + vectors[1];
            float* w = weight;
            for (nint term = 0; term < terms; term++, w += ImageShape.ManyFilters)
            {
                nint at = offsets[term];
                TV x0 = TS.Load(first + at);
                TV x1 = TS.Load(second + at);
                // each f from 0 to 5:
                //     Accumulators.Add<TS, TV>(w[{f}], x0, x1, ref c{f}0, ref c{f}1);
                Accumulators.Add<TS, TV>(w[0], x0, x1, ref c00, ref c01);
                Accumulators.Add<TS, TV>(w[1], x0, x1, ref c10, ref c11);
                Accumulators.Add<TS, TV>(w[2], x0, x1, ref c20, ref c21);
                Accumulators.Add<TS, TV>(w[3], x0, x1, ref c30, ref c31);
                Accumulators.Add<TS, TV>(w[4], x0, x1, ref c40, ref c41);
                Accumulators.Add<TS, TV>(w[5], x0, x1, ref c50, ref c51);
                // end
            }

            // each f from 0 to 5:
            //     Put<TS, TV>(output{+ f plane}, c{f}0, c{f}1);
            Put<TS, TV>(output, c00, c01);
            Put<TS, TV>(output + plane, c10, c11);
            Put<TS, TV>(output + (2 * plane), c20, c21);
            Put<TS, TV>(output + (3 * plane), c30, c31);
            Put<TS, TV>(output + (4 * plane), c40, c41);
            Put<TS, TV>(output + (5 * plane), c50, c51);
            // end
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TS, TV>(float* output, TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TS.Store(a, output);
        TS.Store(b, output + TS.Count);
    }
}
