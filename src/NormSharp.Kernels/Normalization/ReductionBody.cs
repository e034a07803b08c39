using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Sums a term w, and w·d with d = x − center, over the cells of a <see cref="ReductionTiling"/>: in float lanes within a cell, whose
/// results become doubles.
/// </summary>
/// <remarks>
/// <para>The inner loops are methods of their own that call nothing while sums are in registers: a call would push them out.</para>
/// <para>
/// A lane sums few values before it is added to the cell's, with what that addition loses kept (Knuth's TwoSum). In longer plain sums
/// roundings do not cancel: where the mean is 10⁴ deviations, d is a multiple of 2⁻¹⁰, and squares of whole numbers leave remainders of few
/// kinds, which round the same way.
/// </para>
/// </remarks>
internal readonly unsafe partial struct ReductionBody<TTerm> : ISimdBody
    where TTerm : unmanaged, IChannelTerm
{
    private const MethodImplOptions InnerLoop = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    // What comes from memory: the processor's own prefetching begins anew with every plane of a channel. Four planes are read at a time, or
    // where they are short, or fewer than four are left, the next one is prefetched. What comes from a cache is up to a tenth slower by
    // either.
    private const int NarrowestAbreast = 257;
    private const int WidestAhead = 1024;

    private readonly ReductionTiling _tiling;
    private readonly ChannelData _data;
    private readonly TTerm _term;
    private readonly CellSums _sums;
    private readonly bool _pivot;
    private readonly PooledGradient _pooled;

    /// <param name="tiling">The cells.</param>
    /// <param name="data">What is read.</param>
    /// <param name="term">What is summed.</param>
    /// <param name="sums">What is written.</param>
    /// <param name="pivot">Whether a cell's own values give its center, rather than the column's coefficient.</param>
    /// <param name="pooled">What dy is made from, if it is not in memory.</param>
    public ReductionBody(ReductionTiling tiling, ChannelData data, TTerm term, CellSums sums, bool pivot, PooledGradient pooled = default)
    {
        _tiling = tiling;
        _data = data;
        _term = term;
        _sums = sums;
        _pivot = pivot;
        _pooled = pooled;
    }

    /// <summary>How the batch is walked over.</summary>
    public ChannelLayout Layout => _tiling.Layout;

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int block = index / _tiling.TasksPerBlock;
        int column = index % _tiling.TasksPerBlock * _tiling.ColumnsPerTask;
        int end = int.Min(_tiling.Layout.Columns, column + _tiling.ColumnsPerTask);
        float* sums = stackalloc float[3 * TS.Count];
        if (_tiling.Layout.AcrossColumns)
        {
            for (; column < end; column += TS.Count)
            {
                AcrossColumns<TS, TV>(block, column, int.Min(TS.Count, end - column), sums);
            }
        }
        else
        {
            AlongPlanes<TS, TV>(block, column, end, sums, prefetch: false, next: 0);
        }
    }

    /// <summary>Sums all cells of adjacent columns of wide planes.</summary>
    public void ReduceColumns<TS, TV>(int column, int end)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* sums = stackalloc float[3 * TS.Count];
        bool far = _tiling.Layout.IsBeyondCaches;
        bool prefetch = far && _tiling.Layout.Width <= WidestAhead;
        int block = far && _tiling.Layout.Width >= NarrowestAbreast && !_pooled.IsUsed ? ReduceAbreast<TS, TV>(column, end, sums) : 0;
        for (; block < _tiling.Blocks; block++)
        {
            nint next = At(int.Min(block + 1, _tiling.Blocks - 1), column) - At(block, end - 1);
            AlongPlanes<TS, TV>(block, column, end, sums, prefetch, next);
        }
    }

    /// <summary>
    /// Sums the cells of one block. What is prefetched is the next column's cell, after the last column what the caller says.
    /// </summary>
    private void AlongPlanes<TS, TV>(int block, int column, int end, float* sums, bool prefetch, nint next)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TS.Store(Lanes.First<TS, TV>(_tiling.LengthOf(block) % TS.Count), sums + (2 * TS.Count));
        for (; column < end; column++)
        {
            AlongPlanes<TS, TV>(block, column, sums, !prefetch ? 0 : column + 1 < end ? _tiling.Layout.Width : next);
        }
    }

    /// <summary>Where a cell begins.</summary>
    private nint At(int block, int column) =>
        (_tiling.FirstRow(block) * (nint)_tiling.Layout.RowLength) + ((nint)column * _tiling.Layout.Width) + _tiling.Start(block);

    /// <summary>
    /// Values that a lane sums before it is added to the cell's sum: few squares; the terms of gradients have no such pattern.
    /// </summary>
    private static int RunLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TTerm) == typeof(MomentTerm) ? 8 : 64;
    }

    private void AlongPlanes<TS, TV>(int block, int column, float* sums, nint ahead)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint at = At(block, column);
        int rows = _tiling.RowsOf(block);
        int rest = _tiling.LengthOf(block) % TS.Count;
        int whole = _tiling.LengthOf(block) - rest;
        float center = Center(at, block, column);
        if (typeof(TS) == typeof(Simd512) && _pooled.IsUsed)
        {
            SumPooledPlanes((_tiling.FirstRow(block) * _tiling.Layout.Columns) + column, column, center, rows, sums);
        }
        else if (typeof(TS) == typeof(Simd256) && _pooled.IsUsed)
        {
            int columns = _tiling.Layout.Columns;
            SpreadGradient spread = _pooled.From((_tiling.FirstRow(block) * (nint)columns) + column, columns);
            SumSegments<SpreadGradient, SpreadLanes<Vector256<float>>, TS, TV>(spread, at, column, center, rows, whole, sums, ahead);
        }
        else
        {
            SumSegments<GradientInMemory<WholeLanes>, WholeLanes, TS, TV>(default, at, column, center, rows, whole, sums, ahead);
        }

        if (rest > 0)
        {
            SumRests<TS, TV>(at + whole, column, center, rows, rest, sums);
        }

        SetCell<TS, TV>(block, column, sums, center);
    }

    private float Center(nint at, int block, int column) =>
        _pivot ? Pivot(_data.X + at, _tiling.LengthOf(block)) : _data.Coefficients.Center[column];

    private void SetCell<TS, TV>(int block, int column, float* sums, float center)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        _sums.Set(block, column, Lanes.Sum<TS, TV>(TS.Load(sums)), Lanes.Sum<TS, TV>(TS.Load(sums + TS.Count)), center);

    private void AcrossColumns<TS, TV>(int block, int column, int count, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint at = (_tiling.FirstRow(block) * (nint)_tiling.Layout.Columns) + column;
        float* centers = _pivot ? _data.X + at : _data.Coefficients.Center + column;
        if (count == TS.Count)
        {
            SumColumns<WholeLanes, TS, TV>(default, at, column, centers, _tiling.RowsOf(block), sums);
        }
        else
        {
            SumColumns<FirstLanes, TS, TV>(new FirstLanes(count), at, column, centers, _tiling.RowsOf(block), sums);
        }

        for (int i = 0; i < count; i++)
        {
            _sums.Set(block, column + i, sums[i], sums[i + TS.Count], centers[i]);
        }
    }

    /// <summary>The mean of eight values from all over a segment: near the cell's mean even where one of them is an outlier.</summary>
    private static float Pivot(float* segment, int length)
    {
        nint step = length / 8;
        double low = ((double)segment[0] + segment[step]) + ((double)segment[2 * step] + segment[3 * step]);
        double high = ((double)segment[4 * step] + segment[5 * step]) + ((double)segment[6 * step] + segment[7 * step]);
        return (float)((low + high) / 8);
    }

    /// <summary>Sums the whole vectors of a column's segments into two vectors of lanes.</summary>
    [MethodImpl(InnerLoop)]
    private void SumSegments<TSource, TLanes, TS, TV>(
        TSource source, nint at, int column, float pivot, int rows, int length, float* sums, nint ahead)
        where TSource : struct, IGradientSource<TLanes>
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        nint stride = _tiling.Layout.RowLength;
        TV center = TS.Broadcast(pivot);
        TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Scale, column);
        TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Shift, column);
        TV s0 = TS.Zero, s1 = TS.Zero, s2 = TS.Zero, s3 = TS.Zero;
        TV t0 = TS.Zero, t1 = TS.Zero, t2 = TS.Zero, t3 = TS.Zero;
        TV s = TS.Zero, t = TS.Zero, lostS = TS.Zero, lostT = TS.Zero;
        int single = length >= 4 * TS.Count ? length / TS.Count % 4 : 0;
        int room = RunLength;
        for (; rows > 0; rows--, at += stride, source.Next())
        {
            if (ahead != 0)
            {
                Cache.Prefetch(data.X + at + ahead, length);
                if (TTerm.ReadsGradient)
                {
                    Cache.Prefetch(data.Dy + at + ahead, length);
                }

                if (TTerm.ReadsOutput)
                {
                    Cache.Prefetch(data.Y + at + ahead, length);
                }
            }

            nint i = at;
            nint end = at + length;
            while (true)
            {
                if (room <= 0)
                {
                    Flush<TS, TV>(ref s, ref lostS, ref s0, ref s1, ref s2, ref s3);
                    Flush<TS, TV>(ref t, ref lostT, ref t0, ref t1, ref t2, ref t3);
                    room = RunLength;
                }

                int steps = int.Min((int)(end - i) / (4 * TS.Count), room);
                if (steps == 0)
                {
                    break;
                }

                room -= steps;
                for (nint stop = i + ((nint)steps * 4 * TS.Count); i < stop; i += 4 * TS.Count)
                {
                    // each v from 0 to 3:
                    //     Add<TLanes, TS, TV>(
                    //         data, term, source.At(i - at{+ v TS.Count}), i{+ v TS.Count}, center, scale, shift, ref s{v}, ref t{v});
                    Add<TLanes, TS, TV>(
                        data, term, source.At(i - at), i, center, scale, shift, ref s0, ref t0);
                    Add<TLanes, TS, TV>(
                        data, term, source.At(i - at + TS.Count), i + TS.Count, center, scale, shift, ref s1, ref t1);
                    Add<TLanes, TS, TV>(
                        data, term, source.At(i - at + (2 * TS.Count)), i + (2 * TS.Count), center, scale, shift, ref s2, ref t2);
                    Add<TLanes, TS, TV>(
                        data, term, source.At(i - at + (3 * TS.Count)), i + (3 * TS.Count), center, scale, shift, ref s3, ref t3);
                    // end
                }
            }

            room -= single;
            for (; i < end; i += TS.Count)
            {
                Add<TLanes, TS, TV>(data, term, source.At(i - at), i, center, scale, shift, ref s0, ref t0);
            }
        }

        Flush<TS, TV>(ref s, ref lostS, ref s0, ref s1, ref s2, ref s3);
        Flush<TS, TV>(ref t, ref lostT, ref t0, ref t1, ref t2, ref t3);
        TS.Store(TS.Add(s, lostS), sums);
        TS.Store(TS.Add(t, lostT), sums + TS.Count);
    }

    /// <summary>Adds what the whole vectors left over. The third vector of sums masks d; dy is zero in the other lanes by itself.</summary>
    [MethodImpl(InnerLoop)]
    private void SumRests<TS, TV>(nint at, int column, float pivot, int rows, int length, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        nint stride = _tiling.Layout.RowLength;
        TV center = TS.Broadcast(pivot);
        TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Scale, column);
        TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Shift, column);
        TV mask = TS.Load(sums + (2 * TS.Count));
        TV s = TS.Zero;
        TV t = TS.Zero;
        var lanes = new FirstLanes(length);
        for (; rows > 0; rows--, at += stride)
        {
            TV d = TS.And(mask, TS.Subtract(lanes.Load<TS, TV>(data.X + at), center));
            TV w = term.Value<FirstLanes, TS, TV>(data, lanes, at, d, scale, shift, TS.Zero, TS.Zero);
            s = TS.Add(s, w);
            t = TS.MultiplyAdd(w, d, t);
        }

        TS.Store(TS.Add(TS.Load(sums), s), sums);
        TS.Store(TS.Add(TS.Load(sums + TS.Count), t), sums + TS.Count);
    }

    /// <summary>Sums adjacent columns, a column a lane.</summary>
    [MethodImpl(InnerLoop)]
    private void SumColumns<TLanes, TS, TV>(TLanes lanes, nint at, int column, float* centers, int rows, float* sums)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        nint stride = _tiling.Layout.Columns;
        TV center = lanes.Load<TS, TV>(centers);
        TV scale = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsAffine, lanes, data.Coefficients.Scale, column);
        TV shift = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsAffine, lanes, data.Coefficients.Shift, column);
        TV s0 = TS.Zero, s1 = TS.Zero, t0 = TS.Zero, t1 = TS.Zero;
        TV s = TS.Zero, t = TS.Zero, lostS = TS.Zero, lostT = TS.Zero;
        while (rows > 1)
        {
            int stop = int.Max(1, rows - (2 * RunLength));
            for (; rows > stop; rows -= 2, at += 2 * stride)
            {
                Add<TLanes, TS, TV>(data, term, lanes, at, center, scale, shift, ref s0, ref t0);
                Add<TLanes, TS, TV>(data, term, lanes, at + stride, center, scale, shift, ref s1, ref t1);
            }

            Flush<TS, TV>(ref s, ref lostS, ref s0, ref s1);
            Flush<TS, TV>(ref t, ref lostT, ref t0, ref t1);
        }

        if (rows > 0)
        {
            Add<TLanes, TS, TV>(data, term, lanes, at, center, scale, shift, ref s0, ref t0);
        }

        TS.Store(TS.Add(s, TS.Add(s0, lostS)), sums);
        TS.Store(TS.Add(t, TS.Add(t0, lostT)), sums + TS.Count);
    }

    /// <summary>Adds four parts to a sum and clears them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush<TS, TV>(ref TV sum, ref TV lost, ref TV a, ref TV b, ref TV c, ref TV d)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Flush<TS, TV>(ref sum, ref lost, ref a, ref b);
        Flush<TS, TV>(ref sum, ref lost, ref c, ref d);
    }

    /// <summary>Adds two parts to a sum, keeps what each addition loses, and clears the parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush<TS, TV>(ref TV sum, ref TV lost, ref TV a, ref TV b)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        AddExactly<TS, TV>(ref sum, ref lost, a);
        AddExactly<TS, TV>(ref sum, ref lost, b);
        a = TS.Zero;
        b = TS.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddExactly<TS, TV>(ref TV sum, ref TV lost, TV part)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV total = TS.Add(sum, part);
        TV added = TS.Subtract(total, sum);
        lost = TS.Add(lost, TS.Add(TS.Subtract(sum, TS.Subtract(total, added)), TS.Subtract(part, added)));
        sum = total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes, TS, TV>(
        in ChannelData data, TTerm term, TLanes lanes, nint at, TV center, TV scale, TV shift, ref TV s, ref TV t)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV d = TS.Subtract(lanes.Load<TS, TV>(data.X + at), center);
        TV w = term.Value<TLanes, TS, TV>(data, lanes, at, d, scale, shift, TS.Zero, TS.Zero);
        s = TS.Add(s, w);
        t = TS.MultiplyAdd(w, d, t);
    }
}
