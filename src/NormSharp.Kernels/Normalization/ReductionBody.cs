using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Sums a term w, and w·d with d = x − center, over the cells of a <see cref="ReductionTiling"/>: in float lanes within a cell, whose
/// results become doubles.
/// </summary>
internal unsafe struct ReductionBody<TTerm> : ISimdBody
    where TTerm : unmanaged, IChannelTerm
{
    private readonly ReductionTiling _tiling;
    private readonly ChannelData _data;
    private readonly TTerm _term;
    private readonly CellSums _sums;
    private readonly bool _pivot;

    /// <param name="tiling">The cells.</param>
    /// <param name="data">What is read.</param>
    /// <param name="term">What is summed.</param>
    /// <param name="sums">What is written.</param>
    /// <param name="pivot">Whether a cell's first value is its center, rather than the column's coefficient.</param>
    public ReductionBody(ReductionTiling tiling, ChannelData data, TTerm term, CellSums sums, bool pivot)
    {
        _tiling = tiling;
        _data = data;
        _term = term;
        _sums = sums;
        _pivot = pivot;
    }

    public readonly void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int block = index / _tiling.TasksPerBlock;
        int column = index % _tiling.TasksPerBlock * _tiling.ColumnsPerTask;
        int end = int.Min(_tiling.Layout.Columns, column + _tiling.ColumnsPerTask);
        if (!_tiling.Layout.AcrossColumns)
        {
            for (; column < end; column++)
            {
                AlongPlanes<TS, TV>(block, column);
            }

            return;
        }

        for (; column <= end - (2 * TS.Count); column += 2 * TS.Count)
        {
            AcrossColumns<TS, TV>(block, column);
        }

        for (; column < end; column += TS.Count)
        {
            AcrossColumns<TS, TV>(block, column, int.Min(TS.Count, end - column));
        }
    }

    private readonly void AlongPlanes<TS, TV>(int block, int column)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelCoefficients k = _data.Coefficients;
        nint stride = _tiling.Layout.RowLength;
        nint at = (_tiling.FirstRow(block) * stride) + ((nint)column * _tiling.Layout.Width) + _tiling.Start(block);
        int length = _tiling.LengthOf(block);
        float pivot = _pivot ? _data.X[at] : k.Center[column];
        TV center = TS.Broadcast(pivot);
        TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, k.Scale, column);
        TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, k.Shift, column);
        TV s0 = TS.Zero, s1 = TS.Zero, s2 = TS.Zero, s3 = TS.Zero;
        TV t0 = TS.Zero, t1 = TS.Zero, t2 = TS.Zero, t3 = TS.Zero;
        TV lanes = Lanes.First<TS, TV>(length % TS.Count);
        for (int row = _tiling.RowsOf(block); row > 0; row--, at += stride)
        {
            nint i = at;
            nint end = at + length;
            for (; i <= end - (4 * TS.Count); i += 4 * TS.Count)
            {
                Add<TS, TV>(i, center, scale, shift, ref s0, ref t0);
                Add<TS, TV>(i + TS.Count, center, scale, shift, ref s1, ref t1);
                Add<TS, TV>(i + (2 * TS.Count), center, scale, shift, ref s2, ref t2);
                Add<TS, TV>(i + (3 * TS.Count), center, scale, shift, ref s3, ref t3);
            }

            for (; i <= end - TS.Count; i += TS.Count)
            {
                Add<TS, TV>(i, center, scale, shift, ref s0, ref t0);
            }

            if (i < end)
            {
                AddPart<TS, TV>(i, (int)(end - i), lanes, center, scale, shift, ref s1, ref t1);
            }
        }

        s0 = TS.Add(TS.Add(s0, s1), TS.Add(s2, s3));
        t0 = TS.Add(TS.Add(t0, t1), TS.Add(t2, t3));
        _sums.Set(block, column, Lanes.Sum<TS, TV>(s0), Lanes.Sum<TS, TV>(t0), pivot);
    }

    private readonly void AcrossColumns<TS, TV>(int block, int column)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelCoefficients k = _data.Coefficients;
        int next = column + TS.Count;
        nint stride = _tiling.Layout.Columns;
        nint at = (_tiling.FirstRow(block) * stride) + column;
        float* centers = _pivot ? _data.X + at : k.Center + column;
        TV center0 = TS.Load(centers);
        TV center1 = TS.Load(centers + TS.Count);
        TV scale0 = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Scale, column, TS.Count);
        TV scale1 = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Scale, next, TS.Count);
        TV shift0 = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Shift, column, TS.Count);
        TV shift1 = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Shift, next, TS.Count);
        TV s0 = TS.Zero, s1 = TS.Zero, t0 = TS.Zero, t1 = TS.Zero;
        for (int row = _tiling.RowsOf(block); row > 0; row--, at += stride)
        {
            Add<TS, TV>(at, center0, scale0, shift0, ref s0, ref t0);
            Add<TS, TV>(at + TS.Count, center1, scale1, shift1, ref s1, ref t1);
        }

        StoreLanes<TS, TV>(block, column, TS.Count, s0, t0, center0);
        StoreLanes<TS, TV>(block, next, TS.Count, s1, t1, center1);
    }

    private readonly void AcrossColumns<TS, TV>(int block, int column, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelCoefficients k = _data.Coefficients;
        nint stride = _tiling.Layout.Columns;
        nint at = (_tiling.FirstRow(block) * stride) + column;
        TV center = TS.LoadPartial(_pivot ? _data.X + at : k.Center + column, count);
        TV scale = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Scale, column, count);
        TV shift = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Shift, column, count);
        TV lanes = Lanes.First<TS, TV>(count);
        TV s = TS.Zero, t = TS.Zero;
        for (int row = _tiling.RowsOf(block); row > 0; row--, at += stride)
        {
            AddPart<TS, TV>(at, count, lanes, center, scale, shift, ref s, ref t);
        }

        StoreLanes<TS, TV>(block, column, count, s, t, center);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Add<TS, TV>(nint at, TV center, TV scale, TV shift, ref TV s, ref TV t)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV d = TS.Subtract(TS.Load(_data.X + at), center);
        TV w = _data.Value<TTerm, TS, TV>(_term, d, at, scale, shift, TS.Zero, TS.Zero);
        s = TS.Add(s, w);
        t = TS.MultiplyAdd(w, d, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddPart<TS, TV>(nint at, int count, TV lanes, TV center, TV scale, TV shift, ref TV s, ref TV t)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV d = TS.And(lanes, TS.Subtract(TS.LoadPartial(_data.X + at, count), center));
        TV w = TS.And(lanes, _data.PartialValue<TTerm, TS, TV>(_term, d, at, count, scale, shift, TS.Zero, TS.Zero));
        s = TS.Add(s, w);
        t = TS.MultiplyAdd(w, d, t);
    }

    private readonly void StoreLanes<TS, TV>(int block, int column, int count, TV s, TV t, TV center)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* lanes = stackalloc float[3 * TS.Count];
        TS.Store(s, lanes);
        TS.Store(t, lanes + TS.Count);
        TS.Store(center, lanes + (2 * TS.Count));
        for (int i = 0; i < count; i++)
        {
            _sums.Set(block, column + i, lanes[i], lanes[i + TS.Count], lanes[i + (2 * TS.Count)]);
        }
    }
}
