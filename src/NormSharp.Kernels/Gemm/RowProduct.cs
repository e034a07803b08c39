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
    private readonly float* _a;
    private readonly float* _b;
    private readonly float* _c;
    private readonly bool _accumulate;
    private readonly float* _bias;
    private readonly int _taskColumns;

    private RowProduct(in GemmShape shape, float* a, float* b, float* c, bool accumulate, float* bias)
    {
        _shape = shape;
        _a = a;
        _b = b;
        _c = c;
        _accumulate = accumulate;
        _bias = bias;
        _taskColumns = (long)shape.N * shape.K < MacroKernel.WorthSharing ? shape.N : SharedColumns;
    }

    /// <summary>Whether a product is of this kind: one row, contiguous, and B contiguous in one direction.</summary>
    public static bool Serves(in GemmShape shape) =>
        shape.M == 1 && (shape.AColumnStride == 1 || shape.K == 1) && (shape.BColumnStride == 1 || shape.BRowStride == 1);

    /// <summary>C = A·B (+ C) (+ bias).</summary>
    public static void Run(ThreadTeam team, in GemmShape shape, float* a, float* b, float* c, bool accumulate, float* bias)
    {
        var body = new RowProduct(shape, a, b, c, accumulate, bias);
        team.ForSimd((shape.N + body._taskColumns - 1) / body._taskColumns, body);
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int first = index * _taskColumns;
        int end = Math.Min(first + _taskColumns, _shape.N);
        if (_shape.BColumnStride == 1)
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
                Put<TS, TV>(column, 1, TS.Broadcast(AlongK<TS, TV>(_b + ((nint)column * _shape.BColumnStride))));
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
        float* line = _b + column;
        for (int step = 0; step < _shape.K; step += Chain)
        {
            TV sum = TS.Zero;
            int end = Math.Min(step + Chain, _shape.K);
            for (int p = step; p < end; p++)
            {
                TV b = count == TS.Count ? TS.Load(line) : TS.LoadPartial(line, count);
                sum = TS.MultiplyAdd(TS.Broadcast(_a[p]), b, sum);
                line += _shape.BRowStride;
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
            s0 = TS.MultiplyAdd(TS.Load(_a + p), TS.Load(column + p), s0);
            s1 = TS.MultiplyAdd(TS.Load(_a + p + TS.Count), TS.Load(column + p + TS.Count), s1);
            s2 = TS.MultiplyAdd(TS.Load(_a + p + (2 * TS.Count)), TS.Load(column + p + (2 * TS.Count)), s2);
            s3 = TS.MultiplyAdd(TS.Load(_a + p + (3 * TS.Count)), TS.Load(column + p + (3 * TS.Count)), s3);
        }

        for (; p < _shape.K; p += TS.Count)
        {
            int count = Math.Min(TS.Count, _shape.K - p);
            s0 = TS.MultiplyAdd(TS.LoadPartial(_a + p, count), TS.LoadPartial(column + p, count), s0);
        }

        return TS.Sum(TS.Add(TS.Add(s0, s1), TS.Add(s2, s3)));
    }

    private void Put<TS, TV>(int column, int count, TV sum)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (_bias != null)
        {
            sum = TS.Add(sum, TS.LoadPartial(_bias + column, count));
        }

        if (_accumulate)
        {
            sum = TS.Add(sum, TS.LoadPartial(_c + column, count));
        }

        TS.StorePartial(sum, _c + column, count);
    }
}
