using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.WholeImages;

/// <summary>The micro-kernels of <see cref="ImageCorrelation"/>: some filters at four vectors of positions, every sum in a register of its own.</summary>
internal static unsafe class ImageTile
{
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>output[filter, position] = bias[filter] + Σ over terms of weight[term, filter] · lines[offsets[term] + position].</summary>
    /// <param name="lines">The staged image at the first position.</param>
    /// <param name="offsets">Where each term's line begins.</param>
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
        TV c00 = TS.Broadcast(bias[0]), c01 = c00, c02 = c00, c03 = c00;
        TV c10 = TS.Broadcast(bias[1]), c11 = c10, c12 = c10, c13 = c10;
        TV c20 = TS.Broadcast(bias[2]), c21 = c20, c22 = c20, c23 = c20;
        TV c30 = TS.Broadcast(bias[3]), c31 = c30, c32 = c30, c33 = c30;
        TV c40 = TS.Broadcast(bias[4]), c41 = c40, c42 = c40, c43 = c40;
        TV c50 = TS.Broadcast(bias[5]), c51 = c50, c52 = c50, c53 = c50;
        for (nint term = 0; term < terms; term++)
        {
            float* line = lines + offsets[term];
            TV x0 = TS.Load(line);
            TV x1 = TS.Load(line + TS.Count);
            TV x2 = TS.Load(line + (2 * TS.Count));
            TV x3 = TS.Load(line + (3 * TS.Count));
            TV w = TS.Broadcast(weight[0]);
            c00 = TS.MultiplyAdd(w, x0, c00);
            c01 = TS.MultiplyAdd(w, x1, c01);
            c02 = TS.MultiplyAdd(w, x2, c02);
            c03 = TS.MultiplyAdd(w, x3, c03);
            w = TS.Broadcast(weight[1]);
            c10 = TS.MultiplyAdd(w, x0, c10);
            c11 = TS.MultiplyAdd(w, x1, c11);
            c12 = TS.MultiplyAdd(w, x2, c12);
            c13 = TS.MultiplyAdd(w, x3, c13);
            w = TS.Broadcast(weight[2]);
            c20 = TS.MultiplyAdd(w, x0, c20);
            c21 = TS.MultiplyAdd(w, x1, c21);
            c22 = TS.MultiplyAdd(w, x2, c22);
            c23 = TS.MultiplyAdd(w, x3, c23);
            w = TS.Broadcast(weight[3]);
            c30 = TS.MultiplyAdd(w, x0, c30);
            c31 = TS.MultiplyAdd(w, x1, c31);
            c32 = TS.MultiplyAdd(w, x2, c32);
            c33 = TS.MultiplyAdd(w, x3, c33);
            w = TS.Broadcast(weight[4]);
            c40 = TS.MultiplyAdd(w, x0, c40);
            c41 = TS.MultiplyAdd(w, x1, c41);
            c42 = TS.MultiplyAdd(w, x2, c42);
            c43 = TS.MultiplyAdd(w, x3, c43);
            w = TS.Broadcast(weight[5]);
            c50 = TS.MultiplyAdd(w, x0, c50);
            c51 = TS.MultiplyAdd(w, x1, c51);
            c52 = TS.MultiplyAdd(w, x2, c52);
            c53 = TS.MultiplyAdd(w, x3, c53);
            weight += ImageShape.ManyFilters;
        }

        Put<TS, TV>(output, c00, c01, c02, c03);
        Put<TS, TV>(output + plane, c10, c11, c12, c13);
        Put<TS, TV>(output + (2 * plane), c20, c21, c22, c23);
        Put<TS, TV>(output + (3 * plane), c30, c31, c32, c33);
        Put<TS, TV>(output + (4 * plane), c40, c41, c42, c43);
        Put<TS, TV>(output + (5 * plane), c50, c51, c52, c53);
    }

    /// <summary>The same for four filters: weight [term, 4], and four numbers of bias.</summary>
    [MethodImpl(Kernel)]
    public static void FourByFour<TS, TV>(float* lines, nint* offsets, nint terms, float* weight, float* bias, float* output, nint plane)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV c00 = TS.Broadcast(bias[0]), c01 = c00, c02 = c00, c03 = c00;
        TV c10 = TS.Broadcast(bias[1]), c11 = c10, c12 = c10, c13 = c10;
        TV c20 = TS.Broadcast(bias[2]), c21 = c20, c22 = c20, c23 = c20;
        TV c30 = TS.Broadcast(bias[3]), c31 = c30, c32 = c30, c33 = c30;
        for (nint term = 0; term < terms; term++)
        {
            float* line = lines + offsets[term];
            TV x0 = TS.Load(line);
            TV x1 = TS.Load(line + TS.Count);
            TV x2 = TS.Load(line + (2 * TS.Count));
            TV x3 = TS.Load(line + (3 * TS.Count));
            TV w = TS.Broadcast(weight[0]);
            c00 = TS.MultiplyAdd(w, x0, c00);
            c01 = TS.MultiplyAdd(w, x1, c01);
            c02 = TS.MultiplyAdd(w, x2, c02);
            c03 = TS.MultiplyAdd(w, x3, c03);
            w = TS.Broadcast(weight[1]);
            c10 = TS.MultiplyAdd(w, x0, c10);
            c11 = TS.MultiplyAdd(w, x1, c11);
            c12 = TS.MultiplyAdd(w, x2, c12);
            c13 = TS.MultiplyAdd(w, x3, c13);
            w = TS.Broadcast(weight[2]);
            c20 = TS.MultiplyAdd(w, x0, c20);
            c21 = TS.MultiplyAdd(w, x1, c21);
            c22 = TS.MultiplyAdd(w, x2, c22);
            c23 = TS.MultiplyAdd(w, x3, c23);
            w = TS.Broadcast(weight[3]);
            c30 = TS.MultiplyAdd(w, x0, c30);
            c31 = TS.MultiplyAdd(w, x1, c31);
            c32 = TS.MultiplyAdd(w, x2, c32);
            c33 = TS.MultiplyAdd(w, x3, c33);
            weight += ImageShape.FewFilters;
        }

        Put<TS, TV>(output, c00, c01, c02, c03);
        Put<TS, TV>(output + plane, c10, c11, c12, c13);
        Put<TS, TV>(output + (2 * plane), c20, c21, c22, c23);
        Put<TS, TV>(output + (3 * plane), c30, c31, c32, c33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TS, TV>(float* output, TV a, TV b, TV c, TV d)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TS.Store(a, output);
        TS.Store(b, output + TS.Count);
        TS.Store(c, output + (2 * TS.Count));
        TS.Store(d, output + (3 * TS.Count));
    }
}
