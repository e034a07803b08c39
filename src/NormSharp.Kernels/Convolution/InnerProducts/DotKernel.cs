using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.InnerProducts;

/// <summary>
/// Inner products of three rows with four patch rows, vector by vector along both: twelve accumulators, seven operands. What a micro-kernel
/// of the matrix product cannot do well is a result with few columns; here the vectors run along the sum instead.
/// </summary>
internal static unsafe class DotKernel
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 3;

    /// <summary>Lines of a tile.</summary>
    public const int Lines = 4;

    /// <summary>sums[r, l] += lane sums of rows[r] · lines[l]; sums hold a vector for each pair.</summary>
    /// <param name="row0">Where the rows start; a tile at the edge passes one twice.</param>
    /// <param name="row1">Second row.</param>
    /// <param name="row2">Third row.</param>
    /// <param name="origin">What the patch rows' offsets count from.</param>
    /// <param name="lines">Offsets of four patch rows.</param>
    /// <param name="length">Numbers in a row and in a patch row; nothing beyond is read.</param>
    /// <param name="sums">Twelve vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TS, TV>(float* row0, float* row1, float* row2, float* origin, nint* lines, int length, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each l from 0 to 3:
        //     float* line{l} = origin + lines[{l}];
        float* line0 = origin + lines[0];
        float* line1 = origin + lines[1];
        float* line2 = origin + lines[2];
        float* line3 = origin + lines[3];
        // end
        // each r from 0 to 2:
        //     TV c{r}0 = TS.Zero, c{r}1 = TS.Zero, c{r}2 = TS.Zero, c{r}3 = TS.Zero;
        TV c00 = TS.Zero, c01 = TS.Zero, c02 = TS.Zero, c03 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero, c12 = TS.Zero, c13 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero, c22 = TS.Zero, c23 = TS.Zero;
        // end
        nint whole = length / TS.Count * TS.Count;
        for (nint i = 0; i < whole; i += TS.Count)
        {
            // each r from 0 to 2:
            //     TV x{r} = TS.Load(row{r} + i);
            TV x0 = TS.Load(row0 + i);
            TV x1 = TS.Load(row1 + i);
            TV x2 = TS.Load(row2 + i);
            // end
            TV line;
            // each l from 0 to 3:
            //     line = TS.Load(line{l} + i);
            //     each r from 0 to 2:
            //         c{r}{l} = TS.MultiplyAdd(x{r}, line, c{r}{l});
            line = TS.Load(line0 + i);
            c00 = TS.MultiplyAdd(x0, line, c00);
            c10 = TS.MultiplyAdd(x1, line, c10);
            c20 = TS.MultiplyAdd(x2, line, c20);
            line = TS.Load(line1 + i);
            c01 = TS.MultiplyAdd(x0, line, c01);
            c11 = TS.MultiplyAdd(x1, line, c11);
            c21 = TS.MultiplyAdd(x2, line, c21);
            line = TS.Load(line2 + i);
            c02 = TS.MultiplyAdd(x0, line, c02);
            c12 = TS.MultiplyAdd(x1, line, c12);
            c22 = TS.MultiplyAdd(x2, line, c22);
            line = TS.Load(line3 + i);
            c03 = TS.MultiplyAdd(x0, line, c03);
            c13 = TS.MultiplyAdd(x1, line, c13);
            c23 = TS.MultiplyAdd(x2, line, c23);
            // end
        }

        // each r from 0 to 2:
        //     Put<TS, TV>(sums{+ 4 * r TS.Count}, c{r}0, c{r}1, c{r}2, c{r}3);
        Put<TS, TV>(sums, c00, c01, c02, c03);
        Put<TS, TV>(sums + (4 * TS.Count), c10, c11, c12, c13);
        Put<TS, TV>(sums + (8 * TS.Count), c20, c21, c22, c23);
        // end
        if (whole < length)
        {
            AddTail<TS, TV>(row0 + whole, line0 + whole, line1 + whole, line2 + whole, line3 + whole, (int)(length - whole), sums);
            AddTail<TS, TV>(
                row1 + whole, line0 + whole, line1 + whole, line2 + whole, line3 + whole, (int)(length - whole), sums + (4 * TS.Count));
            AddTail<TS, TV>(
                row2 + whole, line0 + whole, line1 + whole, line2 + whole, line3 + whole, (int)(length - whole), sums + (8 * TS.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TS, TV>(float* sums, TV a, TV b, TV c, TV d)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TS.Store(TS.Add(TS.Load(sums), a), sums);
        TS.Store(TS.Add(TS.Load(sums + TS.Count), b), sums + TS.Count);
        TS.Store(TS.Add(TS.Load(sums + (2 * TS.Count)), c), sums + (2 * TS.Count));
        TS.Store(TS.Add(TS.Load(sums + (3 * TS.Count)), d), sums + (3 * TS.Count));
    }

    /// <summary>The last, incomplete vector of one row, a call of its own so that the accumulators above stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddTail<TS, TV>(float* row, float* line0, float* line1, float* line2, float* line3, int count, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV x = TS.LoadPartial(row, count);
        Put<TS, TV>(
            sums,
            TS.Multiply(x, TS.LoadPartial(line0, count)),
            TS.Multiply(x, TS.LoadPartial(line1, count)),
            TS.Multiply(x, TS.LoadPartial(line2, count)),
            TS.Multiply(x, TS.LoadPartial(line3, count)));
    }
}
