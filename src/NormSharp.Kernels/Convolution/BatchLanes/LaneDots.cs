using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// Products of the outputs' gradients with the inputs that taps meet, lane by lane, added up over a rectangle of outputs: twelve
/// accumulators, as four filters by three patch rows or six by two. A patch row is what one channel and tap read.
/// </summary>
internal static unsafe class LaneDots
{
    /// <summary>Accumulators of a block.</summary>
    public const int Sums = 12;

    /// <summary>
    /// sums[filter, line] += Σ over rows and columns of dy[row, column, filter] · x[row, column, line], four filters by three patch rows.
    /// </summary>
    /// <param name="dy">The rectangle's outputs; filters follow each other a vector apart.</param>
    /// <param name="x">What the patch rows' offsets count from.</param>
    /// <param name="lines">Offsets of the patch rows.</param>
    /// <param name="window">The rectangle and its strides.</param>
    /// <param name="sums">Twelve vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void FourByThree<TS, TV>(float* dy, float* x, nint* lines, LaneWindow window, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 3:
        //     TV c{f}0 = TS.Zero, c{f}1 = TS.Zero, c{f}2 = TS.Zero;
        TV c00 = TS.Zero, c01 = TS.Zero, c02 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero, c12 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero, c22 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero, c32 = TS.Zero;
        // end
        // each l from 0 to 2:
        //     nint line{l} = lines[{l}];
        nint line0 = lines[0];
        nint line1 = lines[1];
        nint line2 = lines[2];
        // end
        nint gradientStep = window.GradientStep;
        nint inputStep = window.InputStep;
        for (int row = 0; row < window.Rows; row++)
        {
            float* from = x + (row * window.InputRow);
            float* g = dy + (row * window.GradientRow);
            float* end = g + (window.Columns * gradientStep);
            for (; g != end; g += gradientStep)
            {
                // each l from 0 to 2:
                //     TV x{l} = TS.Load(from + line{l});
                TV x0 = TS.Load(from + line0);
                TV x1 = TS.Load(from + line1);
                TV x2 = TS.Load(from + line2);
                // end
                TV gradient;
                // each f from 0 to 3:
                //     gradient = TS.Load(g{+ f TS.Count});
                //     each l from 0 to 2:
                //         c{f}{l} = TS.MultiplyAdd(x{l}, gradient, c{f}{l});
                gradient = TS.Load(g);
                c00 = TS.MultiplyAdd(x0, gradient, c00);
                c01 = TS.MultiplyAdd(x1, gradient, c01);
                c02 = TS.MultiplyAdd(x2, gradient, c02);
                gradient = TS.Load(g + TS.Count);
                c10 = TS.MultiplyAdd(x0, gradient, c10);
                c11 = TS.MultiplyAdd(x1, gradient, c11);
                c12 = TS.MultiplyAdd(x2, gradient, c12);
                gradient = TS.Load(g + (2 * TS.Count));
                c20 = TS.MultiplyAdd(x0, gradient, c20);
                c21 = TS.MultiplyAdd(x1, gradient, c21);
                c22 = TS.MultiplyAdd(x2, gradient, c22);
                gradient = TS.Load(g + (3 * TS.Count));
                c30 = TS.MultiplyAdd(x0, gradient, c30);
                c31 = TS.MultiplyAdd(x1, gradient, c31);
                c32 = TS.MultiplyAdd(x2, gradient, c32);
                // end
                from += inputStep;
            }
        }

        // each f from 0 to 3:
        //     Put<TS, TV>(sums{+ 3 * f TS.Count}, c{f}0, c{f}1, c{f}2);
        Put<TS, TV>(sums, c00, c01, c02);
        Put<TS, TV>(sums + (3 * TS.Count), c10, c11, c12);
        Put<TS, TV>(sums + (6 * TS.Count), c20, c21, c22);
        Put<TS, TV>(sums + (9 * TS.Count), c30, c31, c32);
        // end
    }

    /// <summary>The same for six filters by two patch rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SixByTwo<TS, TV>(float* dy, float* x, nint* lines, LaneWindow window, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
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
        // each l from 0 to 1:
        //     nint line{l} = lines[{l}];
        nint line0 = lines[0];
        nint line1 = lines[1];
        // end
        nint gradientStep = window.GradientStep;
        nint inputStep = window.InputStep;
        for (int row = 0; row < window.Rows; row++)
        {
            float* from = x + (row * window.InputRow);
            float* g = dy + (row * window.GradientRow);
            float* end = g + (window.Columns * gradientStep);
            for (; g != end; g += gradientStep)
            {
                // each l from 0 to 1:
                //     TV x{l} = TS.Load(from + line{l});
                TV x0 = TS.Load(from + line0);
                TV x1 = TS.Load(from + line1);
                // end
                TV gradient;
                // each f from 0 to 5:
                //     gradient = TS.Load(g{+ f TS.Count});
                //     each l from 0 to 1:
                //         c{f}{l} = TS.MultiplyAdd(x{l}, gradient, c{f}{l});
                gradient = TS.Load(g);
                c00 = TS.MultiplyAdd(x0, gradient, c00);
                c01 = TS.MultiplyAdd(x1, gradient, c01);
                gradient = TS.Load(g + TS.Count);
                c10 = TS.MultiplyAdd(x0, gradient, c10);
                c11 = TS.MultiplyAdd(x1, gradient, c11);
                gradient = TS.Load(g + (2 * TS.Count));
                c20 = TS.MultiplyAdd(x0, gradient, c20);
                c21 = TS.MultiplyAdd(x1, gradient, c21);
                gradient = TS.Load(g + (3 * TS.Count));
                c30 = TS.MultiplyAdd(x0, gradient, c30);
                c31 = TS.MultiplyAdd(x1, gradient, c31);
                gradient = TS.Load(g + (4 * TS.Count));
                c40 = TS.MultiplyAdd(x0, gradient, c40);
                c41 = TS.MultiplyAdd(x1, gradient, c41);
                gradient = TS.Load(g + (5 * TS.Count));
                c50 = TS.MultiplyAdd(x0, gradient, c50);
                c51 = TS.MultiplyAdd(x1, gradient, c51);
                // end
                from += inputStep;
            }
        }

        // each k from 0 to 3:
        //     Put<TS, TV>(sums{+ 3 * k TS.Count}, c{3 * k / 2}{k % 2}, c{(3 * k + 1) / 2}{(k + 1) % 2}, c{(3 * k + 2) / 2}{k % 2});
        Put<TS, TV>(sums, c00, c01, c10);
        Put<TS, TV>(sums + (3 * TS.Count), c11, c20, c21);
        Put<TS, TV>(sums + (6 * TS.Count), c30, c31, c40);
        Put<TS, TV>(sums + (9 * TS.Count), c41, c50, c51);
        // end
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TS, TV>(float* sums, TV a, TV b, TV c)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TS.Store(TS.Add(TS.Load(sums), a), sums);
        TS.Store(TS.Add(TS.Load(sums + TS.Count), b), sums + TS.Count);
        TS.Store(TS.Add(TS.Load(sums + (2 * TS.Count)), c), sums + (2 * TS.Count));
    }
}
