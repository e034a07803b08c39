using System.Runtime.CompilerServices;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>
/// The micro-kernels of <see cref="ImageCorrelation"/>: some filters at four vectors of positions, every sum in a register of its own.
/// </summary>
internal static unsafe class ImageTile
{
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>output[filter, position] = bias[filter] + Σ over terms of weight[term, filter] · lines[offsets[term] + position].</summary>
    /// <param name="lines">The staged image at the first position.</param>
    /// <param name="offsets">Where each term's patch row begins.</param>
    /// <param name="terms">How many terms.</param>
    /// <param name="weight">[term, 6].</param>
    /// <param name="bias">Six numbers.</param>
    /// <param name="output">The first position of the first filter.</param>
    /// <param name="plane">Floats from one filter's outputs to the next's.</param>
    [MethodImpl(Kernel)]
    public static void SixByFour<TS, TV>(float* lines, nint* offsets, nint terms, float* weight, float* bias, float* output, nint plane)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 5:
        //     TV c{f}0 = TS.Broadcast(bias[{f}]), c{f}1 = c{f}0, c{f}2 = c{f}0, c{f}3 = c{f}0;
        TV c00 = TS.Broadcast(bias[0]), c01 = c00, c02 = c00, c03 = c00;
        TV c10 = TS.Broadcast(bias[1]), c11 = c10, c12 = c10, c13 = c10;
        TV c20 = TS.Broadcast(bias[2]), c21 = c20, c22 = c20, c23 = c20;
        TV c30 = TS.Broadcast(bias[3]), c31 = c30, c32 = c30, c33 = c30;
        TV c40 = TS.Broadcast(bias[4]), c41 = c40, c42 = c40, c43 = c40;
        TV c50 = TS.Broadcast(bias[5]), c51 = c50, c52 = c50, c53 = c50;
        // end
        for (nint term = 0; term < terms; term++)
        {
            float* line = lines + offsets[term];
            // each v from 0 to 3:
            //     TV x{v} = TS.Load(line{+ v TS.Count});
            TV x0 = TS.Load(line);
            TV x1 = TS.Load(line + TS.Count);
            TV x2 = TS.Load(line + (2 * TS.Count));
            TV x3 = TS.Load(line + (3 * TS.Count));
            // end
            // each f from 0 to 5:
            //     AddRow<TS, TV>(weight[{f}], x0, x1, x2, x3, ref c{f}0, ref c{f}1, ref c{f}2, ref c{f}3);
            AddRow<TS, TV>(weight[0], x0, x1, x2, x3, ref c00, ref c01, ref c02, ref c03);
            AddRow<TS, TV>(weight[1], x0, x1, x2, x3, ref c10, ref c11, ref c12, ref c13);
            AddRow<TS, TV>(weight[2], x0, x1, x2, x3, ref c20, ref c21, ref c22, ref c23);
            AddRow<TS, TV>(weight[3], x0, x1, x2, x3, ref c30, ref c31, ref c32, ref c33);
            AddRow<TS, TV>(weight[4], x0, x1, x2, x3, ref c40, ref c41, ref c42, ref c43);
            AddRow<TS, TV>(weight[5], x0, x1, x2, x3, ref c50, ref c51, ref c52, ref c53);
            // end
            weight += ImageShape.ManyFilters;
        }

        // each f from 0 to 5:
        //     Put<TS, TV>(output{+ f plane}, c{f}0, c{f}1, c{f}2, c{f}3);
        Put<TS, TV>(output, c00, c01, c02, c03);
        Put<TS, TV>(output + plane, c10, c11, c12, c13);
        Put<TS, TV>(output + (2 * plane), c20, c21, c22, c23);
        Put<TS, TV>(output + (3 * plane), c30, c31, c32, c33);
        Put<TS, TV>(output + (4 * plane), c40, c41, c42, c43);
        Put<TS, TV>(output + (5 * plane), c50, c51, c52, c53);
        // end
    }

    /// <summary>The same where each half of a vector of positions lies in a row of its own, so that an image is read in place.</summary>
    /// <param name="image">What halves and offsets count from.</param>
    /// <param name="halves">Where the first term meets the eight halves.</param>
    /// <param name="offsets">How far from there what each term meets lies.</param>
    /// <param name="terms">How many terms.</param>
    /// <param name="weight">[term, 6].</param>
    /// <param name="bias">Six numbers.</param>
    /// <param name="output">The first position of the first filter.</param>
    /// <param name="plane">Floats from one filter's outputs to the next's.</param>
    [MethodImpl(Kernel)]
    public static void SixByEightHalves<TS, TV>(
        float* image, nint* halves, nint* offsets, nint terms, float* weight, float* bias, float* output, nint plane)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 5:
        //     TV c{f}0 = TS.Broadcast(bias[{f}]), c{f}1 = c{f}0, c{f}2 = c{f}0, c{f}3 = c{f}0;
        TV c00 = TS.Broadcast(bias[0]), c01 = c00, c02 = c00, c03 = c00;
        TV c10 = TS.Broadcast(bias[1]), c11 = c10, c12 = c10, c13 = c10;
        TV c20 = TS.Broadcast(bias[2]), c21 = c20, c22 = c20, c23 = c20;
        TV c30 = TS.Broadcast(bias[3]), c31 = c30, c32 = c30, c33 = c30;
        TV c40 = TS.Broadcast(bias[4]), c41 = c40, c42 = c40, c43 = c40;
        TV c50 = TS.Broadcast(bias[5]), c51 = c50, c52 = c50, c53 = c50;
        // end
        // each v from 0 to 3:
        //     float* lower{v} = image + halves[{2 * v}], upper{v} = image + halves[{2 * v + 1}];
        float* lower0 = image + halves[0], upper0 = image + halves[1];
        float* lower1 = image + halves[2], upper1 = image + halves[3];
        float* lower2 = image + halves[4], upper2 = image + halves[5];
        float* lower3 = image + halves[6], upper3 = image + halves[7];
        // end
        for (nint term = 0; term < terms; term++)
        {
            nint at = offsets[term];
            // each v from 0 to 3:
            //     TV x{v} = TS.LoadHalves(lower{v} + at, upper{v} + at);
            TV x0 = TS.LoadHalves(lower0 + at, upper0 + at);
            TV x1 = TS.LoadHalves(lower1 + at, upper1 + at);
            TV x2 = TS.LoadHalves(lower2 + at, upper2 + at);
            TV x3 = TS.LoadHalves(lower3 + at, upper3 + at);
            // end
            // each f from 0 to 5:
            //     AddRow<TS, TV>(weight[{f}], x0, x1, x2, x3, ref c{f}0, ref c{f}1, ref c{f}2, ref c{f}3);
            AddRow<TS, TV>(weight[0], x0, x1, x2, x3, ref c00, ref c01, ref c02, ref c03);
            AddRow<TS, TV>(weight[1], x0, x1, x2, x3, ref c10, ref c11, ref c12, ref c13);
            AddRow<TS, TV>(weight[2], x0, x1, x2, x3, ref c20, ref c21, ref c22, ref c23);
            AddRow<TS, TV>(weight[3], x0, x1, x2, x3, ref c30, ref c31, ref c32, ref c33);
            AddRow<TS, TV>(weight[4], x0, x1, x2, x3, ref c40, ref c41, ref c42, ref c43);
            AddRow<TS, TV>(weight[5], x0, x1, x2, x3, ref c50, ref c51, ref c52, ref c53);
            // end
            weight += ImageShape.ManyFilters;
        }

        // each f from 0 to 5:
        //     Put<TS, TV>(output{+ f plane}, c{f}0, c{f}1, c{f}2, c{f}3);
        Put<TS, TV>(output, c00, c01, c02, c03);
        Put<TS, TV>(output + plane, c10, c11, c12, c13);
        Put<TS, TV>(output + (2 * plane), c20, c21, c22, c23);
        Put<TS, TV>(output + (3 * plane), c30, c31, c32, c33);
        Put<TS, TV>(output + (4 * plane), c40, c41, c42, c43);
        Put<TS, TV>(output + (5 * plane), c50, c51, c52, c53);
        // end
    }

    /// <summary>The same for four filters: weight [term, 4], and four numbers of bias.</summary>
    [MethodImpl(Kernel)]
    public static void FourByFour<TS, TV>(float* lines, nint* offsets, nint terms, float* weight, float* bias, float* output, nint plane)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 3:
        //     TV c{f}0 = TS.Broadcast(bias[{f}]), c{f}1 = c{f}0, c{f}2 = c{f}0, c{f}3 = c{f}0;
        TV c00 = TS.Broadcast(bias[0]), c01 = c00, c02 = c00, c03 = c00;
        TV c10 = TS.Broadcast(bias[1]), c11 = c10, c12 = c10, c13 = c10;
        TV c20 = TS.Broadcast(bias[2]), c21 = c20, c22 = c20, c23 = c20;
        TV c30 = TS.Broadcast(bias[3]), c31 = c30, c32 = c30, c33 = c30;
        // end
        for (nint term = 0; term < terms; term++)
        {
            float* line = lines + offsets[term];
            // each v from 0 to 3:
            //     TV x{v} = TS.Load(line{+ v TS.Count});
            TV x0 = TS.Load(line);
            TV x1 = TS.Load(line + TS.Count);
            TV x2 = TS.Load(line + (2 * TS.Count));
            TV x3 = TS.Load(line + (3 * TS.Count));
            // end
            // each f from 0 to 3:
            //     AddRow<TS, TV>(weight[{f}], x0, x1, x2, x3, ref c{f}0, ref c{f}1, ref c{f}2, ref c{f}3);
            AddRow<TS, TV>(weight[0], x0, x1, x2, x3, ref c00, ref c01, ref c02, ref c03);
            AddRow<TS, TV>(weight[1], x0, x1, x2, x3, ref c10, ref c11, ref c12, ref c13);
            AddRow<TS, TV>(weight[2], x0, x1, x2, x3, ref c20, ref c21, ref c22, ref c23);
            AddRow<TS, TV>(weight[3], x0, x1, x2, x3, ref c30, ref c31, ref c32, ref c33);
            // end
            weight += ImageShape.FewFilters;
        }

        // each f from 0 to 3:
        //     Put<TS, TV>(output{+ f plane}, c{f}0, c{f}1, c{f}2, c{f}3);
        Put<TS, TV>(output, c00, c01, c02, c03);
        Put<TS, TV>(output + plane, c10, c11, c12, c13);
        Put<TS, TV>(output + (2 * plane), c20, c21, c22, c23);
        Put<TS, TV>(output + (3 * plane), c30, c31, c32, c33);
        // end
    }

    /// <summary>Adds a weight's products to its filter's sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TS, TV>(float weight, TV x0, TV x1, TV x2, TV x3, ref TV c0, ref TV c1, ref TV c2, ref TV c3)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV w = TS.Broadcast(weight);
        // each v from 0 to 3:
        //     c{v} = TS.MultiplyAdd(w, x{v}, c{v});
        c0 = TS.MultiplyAdd(w, x0, c0);
        c1 = TS.MultiplyAdd(w, x1, c1);
        c2 = TS.MultiplyAdd(w, x2, c2);
        c3 = TS.MultiplyAdd(w, x3, c3);
        // end
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TS, TV>(float* output, TV a, TV b, TV c, TV d)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Put<TS, TV>(output, a, b);
        Put<TS, TV>(output + (2 * TS.Count), c, d);
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
