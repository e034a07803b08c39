using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>The micro-kernel of <see cref="TapRowsInputGradient"/>: one row of the input's gradient, channel last.</summary>
internal static unsafe class TapRowKernel
{
    /// <summary>
    /// dx[s + u, c] = Σ over columns s and taps u, with a sum over tap rows t and filters f of dy[t, f, s] · weight[t, f, (u, c)] for each
    /// s. Eight columns' sums are in registers; then they are laid over each other, a column further each time.
    /// </summary>
    /// <param name="terms">Where the outputs' gradients and the weights lie.</param>
    /// <param name="dx">The row; it is written beyond its end by what a row of taps leaves of its two vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Row(in TapRowTerms terms, float* dx)
    {
        nint channels = terms.Channels;
        nint plane = terms.Plane;
        nint filters = terms.Filters;
        Vector512<int> next = Vector512<int>.Indices + Vector512.Create((int)channels);

        // Beyond the taps the weights are zero, but zero times infinity is not.
        Vector512<float> firstTaps = Lanes.First<Simd512, Vector512<float>>(int.Min(terms.Taps, Simd512.Count));
        Vector512<float> secondTaps = Lanes.First<Simd512, Vector512<float>>(int.Max(0, terms.Taps - Simd512.Count));
        Vector512<float> lower = Vector512<float>.Zero, upper = lower;
        for (int column = 0; column < terms.Columns; column += TapRowShape.Columns)
        {
            Vector512<float> c00 = Vector512<float>.Zero, c01 = c00;
            // each s from 1 to 7:
            //     Vector512<float> c{s}0 = c00, c{s}1 = c00;
            Vector512<float> c10 = c00, c11 = c00;
            Vector512<float> c20 = c00, c21 = c00;
            Vector512<float> c30 = c00, c31 = c00;
            Vector512<float> c40 = c00, c41 = c00;
            Vector512<float> c50 = c00, c51 = c00;
            Vector512<float> c60 = c00, c61 = c00;
            Vector512<float> c70 = c00, c71 = c00;
            // end
            float* line = terms.Gradient + column;
            float* w = terms.Weight;
            for (int row = 0; row < terms.Rows; row++)
            {
                float* g = line;
                for (nint filter = filters; filter > 0; filter--)
                {
                    Vector512<float> w0 = Simd512.Load(w);
                    Vector512<float> w1 = Simd512.Load(w + Simd512.Count);
                    Vector512<float> x;
                    // each s from 0 to 7:
                    //     x = Simd512.Broadcast(g[{s}]);
                    //     c{s}0 = Simd512.MultiplyAdd(x, w0, c{s}0);
                    //     c{s}1 = Simd512.MultiplyAdd(x, w1, c{s}1);
                    x = Simd512.Broadcast(g[0]);
                    c00 = Simd512.MultiplyAdd(x, w0, c00);
                    c01 = Simd512.MultiplyAdd(x, w1, c01);
                    x = Simd512.Broadcast(g[1]);
                    c10 = Simd512.MultiplyAdd(x, w0, c10);
                    c11 = Simd512.MultiplyAdd(x, w1, c11);
                    x = Simd512.Broadcast(g[2]);
                    c20 = Simd512.MultiplyAdd(x, w0, c20);
                    c21 = Simd512.MultiplyAdd(x, w1, c21);
                    x = Simd512.Broadcast(g[3]);
                    c30 = Simd512.MultiplyAdd(x, w0, c30);
                    c31 = Simd512.MultiplyAdd(x, w1, c31);
                    x = Simd512.Broadcast(g[4]);
                    c40 = Simd512.MultiplyAdd(x, w0, c40);
                    c41 = Simd512.MultiplyAdd(x, w1, c41);
                    x = Simd512.Broadcast(g[5]);
                    c50 = Simd512.MultiplyAdd(x, w0, c50);
                    c51 = Simd512.MultiplyAdd(x, w1, c51);
                    x = Simd512.Broadcast(g[6]);
                    c60 = Simd512.MultiplyAdd(x, w0, c60);
                    c61 = Simd512.MultiplyAdd(x, w1, c61);
                    x = Simd512.Broadcast(g[7]);
                    c70 = Simd512.MultiplyAdd(x, w0, c70);
                    c71 = Simd512.MultiplyAdd(x, w1, c71);
                    // end
                    g += plane;
                    w += TapRowShape.Width;
                }

                line -= terms.GradientRow;
            }

            // each s from 0 to 7:
            //     Lay(next, firstTaps & c{s}0, secondTaps & c{s}1, ref lower, ref upper, dx{+ s channels});
            Lay(next, firstTaps & c00, secondTaps & c01, ref lower, ref upper, dx);
            Lay(next, firstTaps & c10, secondTaps & c11, ref lower, ref upper, dx + channels);
            Lay(next, firstTaps & c20, secondTaps & c21, ref lower, ref upper, dx + (2 * channels));
            Lay(next, firstTaps & c30, secondTaps & c31, ref lower, ref upper, dx + (3 * channels));
            Lay(next, firstTaps & c40, secondTaps & c41, ref lower, ref upper, dx + (4 * channels));
            Lay(next, firstTaps & c50, secondTaps & c51, ref lower, ref upper, dx + (5 * channels));
            Lay(next, firstTaps & c60, secondTaps & c61, ref lower, ref upper, dx + (6 * channels));
            Lay(next, firstTaps & c70, secondTaps & c71, ref lower, ref upper, dx + (7 * channels));
            // end
            dx += TapRowShape.Columns * channels;
        }

        upper.Store(dx - channels + Simd512.Count);
    }

    /// <summary>
    /// Moves on by a column, adds this column's sums and writes the lower half, of which the next columns still overwrite all but the first
    /// position.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lay(
        Vector512<int> next,
        Vector512<float> first,
        Vector512<float> second,
        ref Vector512<float> lower,
        ref Vector512<float> upper,
        float* dx)
    {
        lower = Avx512F.PermuteVar16x32x2(lower, next, upper) + first;
        upper = Avx512F.PermuteVar16x32x2(upper, next, Vector512<float>.Zero) + second;
        lower.Store(dx);
    }
}
