using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>A product with one row of A: every number of B is used once, so it is read where it lies.</summary>
/// <remarks>
/// Bytes moved: B once. An element of C is a few chains over K of fixed length, whatever the number of threads.
/// </remarks>
internal readonly unsafe struct RowProduct : ISimdBody
{
    /// <summary>Steps of one chain of multiply-adds.</summary>
    private const int Chain = 256;

    /// <summary>Columns of a task that is one of several: whole vectors of any width.</summary>
    private const int SharedColumns = 64;

    private readonly GemmShape _shape;
    private readonly ProductOperands _operands;
    private readonly int _taskColumns;

    private RowProduct(in GemmShape shape, in ProductOperands operands)
    {
        _shape = shape;
        _operands = operands;
        _taskColumns = (long)shape.N * shape.K < MacroKernel.WorthSharing ? shape.N : SharedColumns;
    }

    /// <summary>Whether a product is of this kind: one row, contiguous, and B contiguous in one direction.</summary>
    public static bool Serves(in GemmShape shape) =>
        shape.M == 1 && (shape.A.Column == 1 || shape.K == 1) && (shape.B.Column == 1 || shape.B.Row == 1);

    /// <summary>C = A·B (+ C) (+ bias).</summary>
    public static void Run(ThreadTeam team, in GemmShape shape, in ProductOperands operands)
    {
        var body = new RowProduct(shape, operands);
        team.ForSimd((shape.N + body._taskColumns - 1) / body._taskColumns, body);
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int first = index * _taskColumns;
        int end = Math.Min(first + _taskColumns, _shape.N);
        if (_shape.B.Column == 1)
        {
            for (int column = first; column < end; column += TS.Count)
            {
                Put<TS, TV>(column, Math.Min(TS.Count, end - column), AlongColumns<TS, TV>(column, Math.Min(TS.Count, end - column)));
            }
        }
        else
        {
            for (int column = first; column < end; column++)
            {
                Put<TS, TV>(column, 1, TS.Broadcast(AlongK<TS, TV>(_operands.B + ((nint)column * _shape.B.Column))));
            }
        }
    }

    /// <summary>A vector of columns: the rows of B, each times a number of A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TV AlongColumns<TS, TV>(int column, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV total = TS.Zero;
        float* line = _operands.B + column;
        for (int step = 0; step < _shape.K; step += Chain)
        {
            TV sum = TS.Zero;
            int end = Math.Min(step + Chain, _shape.K);
            for (int p = step; p < end; p++)
            {
                TV b = count == TS.Count ? TS.Load(line) : TS.LoadPartial(line, count);
                sum = TS.MultiplyAdd(TS.Broadcast(_operands.A[p]), b, sum);
                line += _shape.B.Row;
            }

            total = TS.Add(total, sum);
        }

        return total;
    }

    /// <summary>One column that lies along K: an inner product of four chains of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float AlongK<TS, TV>(float* column)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV s0 = TS.Zero, s1 = TS.Zero, s2 = TS.Zero, s3 = TS.Zero;
        int p = 0;
        for (; p + (4 * TS.Count) <= _shape.K; p += 4 * TS.Count)
        {
            // each v from 0 to 3:
            //     s{v} = TS.MultiplyAdd(TS.Load(_operands.A + p{+ v TS.Count}), TS.Load(column + p{+ v TS.Count}), s{v});
            s0 = TS.MultiplyAdd(TS.Load(_operands.A + p), TS.Load(column + p), s0);
            s1 = TS.MultiplyAdd(TS.Load(_operands.A + p + TS.Count), TS.Load(column + p + TS.Count), s1);
            s2 = TS.MultiplyAdd(TS.Load(_operands.A + p + (2 * TS.Count)), TS.Load(column + p + (2 * TS.Count)), s2);
            s3 = TS.MultiplyAdd(TS.Load(_operands.A + p + (3 * TS.Count)), TS.Load(column + p + (3 * TS.Count)), s3);
            // end
        }

        for (; p < _shape.K; p += TS.Count)
        {
            int count = Math.Min(TS.Count, _shape.K - p);
            s0 = TS.MultiplyAdd(TS.LoadPartial(_operands.A + p, count), TS.LoadPartial(column + p, count), s0);
        }

        return TS.Sum(TS.Add(TS.Add(s0, s1), TS.Add(s2, s3)));
    }

    private void Put<TS, TV>(int column, int count, TV sum)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (_operands.ColumnBias != null)
        {
            sum = TS.Add(sum, TS.LoadPartial(_operands.ColumnBias + column, count));
        }

        if (_operands.Accumulate)
        {
            sum = TS.Add(sum, TS.LoadPartial(_operands.C + column, count));
        }

        TS.StorePartial(sum, _operands.C + column, count);
    }
}
