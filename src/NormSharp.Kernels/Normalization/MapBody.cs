using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Writes a term's value for every element. A task is a stretch of memory; each element is loaded before it is stored, so that the result
/// may overwrite an input.
/// </summary>
internal readonly unsafe partial struct MapBody<TTerm> : ISimdBody
    where TTerm : unmanaged, IChannelTerm
{
    private const MethodImplOptions InnerLoop = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
    private const int SegmentLength = 4 * ElementLoop.ChunkLength;

    private readonly ChannelLayout _layout;
    private readonly ChannelData _data;
    private readonly TTerm _term;
    private readonly float* _result;
    private readonly int _segments;
    private readonly int _runs;
    private readonly int _perTask;
    private readonly bool _streaming;
    private readonly PooledGradient _pooled;

    public MapBody(ChannelLayout layout, ChannelData data, TTerm term, float* result, PooledGradient pooled = default)
    {
        _pooled = pooled;
        _layout = layout;
        _data = data;
        _term = term;
        _result = result;

        // A run is a row of columns, or a segment of one wide plane.
        int length = layout.AcrossColumns ? layout.Columns : layout.Width;
        _segments = layout.AcrossColumns ? 1 : int.Max(1, (int)(((long)length + SegmentLength - 1) / SegmentLength));
        _runs = layout.Rows * (layout.AcrossColumns ? 1 : layout.Columns) * _segments;
        _perTask = int.Max(1, ElementLoop.ChunkLength / int.Clamp(length, 1, SegmentLength));
        bool inPlace = result == data.X || result == data.Y || result == data.Dy;
        _streaming = !inPlace && !layout.AcrossColumns && layout.IsBeyondCaches;
    }

    /// <summary>Tasks of the whole loop.</summary>
    public int Tasks => (int)(((long)_runs + _perTask - 1) / _perTask);

    /// <summary>Runs the whole loop.</summary>
    public static void Run(ThreadTeam team, ChannelLayout layout, ChannelData data, TTerm term, float* result)
    {
        var body = new MapBody<TTerm>(layout, data, term, result);
        team.ForSimd(body.Tasks, body);
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int first = index * _perTask;
        int end = int.Min(_runs, first + _perTask);
        if (typeof(TS) == typeof(Simd512) && _pooled.IsUsed)
        {
            PooledPlanes(first, end - first);
            return;
        }

        for (int run = first; run < end; run++)
        {
            if (_layout.AcrossColumns)
            {
                AcrossColumns<TS, TV>((nint)run * _layout.Columns);
            }
            else
            {
                int plane = run / _segments;
                int start = run % _segments * SegmentLength;
                AlongPlane<TS, TV>(
                    ((nint)plane * _layout.Width) + start, int.Min(SegmentLength, _layout.Width - start), plane % _layout.Columns);
            }
        }

        if (_streaming)
        {
            Thread.MemoryBarrier();
        }
    }

    /// <summary>
    /// Maps all rows of adjacent columns of wide planes, the last one first: what a reduction has just read is still in the closest caches.
    /// </summary>
    public void MapColumns<TS, TV>(int column, int end)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int row = _layout.Rows - 1; row >= 0; row--)
        {
            if (typeof(TS) == typeof(Simd512) && _pooled.IsUsed)
            {
                PooledPlanes(((nint)row * _layout.Columns) + column, end - column);
                continue;
            }

            nint at = ((nint)row * _layout.RowLength) + ((nint)column * _layout.Width);
            if (_streaming)
            {
                AlongPlanes<TS, TV>(at, column, end - column);
                continue;
            }

            for (int c = column; c < end; c++, at += _layout.Width)
            {
                AlongPlane<TS, TV>(at, _layout.Width, c);
            }
        }

        if (_streaming)
        {
            Thread.MemoryBarrier();
        }
    }

    private void AlongPlane<TS, TV>(nint at, int length, int column)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (typeof(TS) == typeof(Simd256) && _pooled.IsUsed)
        {
            PlaneVectors<SpreadGradient, SpreadLanes<Vector256<float>>, TS, TV>(_pooled.From(at / length, 0), at, length, column);
            return;
        }

        if (_streaming)
        {
            int before = int.Min(length, BeforeAligned<TS, TV>(_result + at));
            PlaneVectors<GradientInMemory<FirstLanes>, FirstLanes, TS, TV>(new(new FirstLanes(before)), at, before, column);
            at += before;
            length -= before;
        }

        int rest = length % TS.Count;
        int whole = length - rest;
        if (_streaming)
        {
            PlaneVectors<GradientInMemory<StreamingLanes>, StreamingLanes, TS, TV>(default, at, whole, column);
        }
        else
        {
            PlaneVectors<GradientInMemory<WholeLanes>, WholeLanes, TS, TV>(default, at, whole, column);
        }

        if (rest > 0)
        {
            PlaneVectors<GradientInMemory<FirstLanes>, FirstLanes, TS, TV>(new(new FirstLanes(rest)), at + whole, rest, column);
        }
    }

    /// <summary>Stores adjacent planes past the caches, with ordinary stores at both ends only.</summary>
    private void AlongPlanes<TS, TV>(nint at, int column, int planes)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int length = planes * _layout.Width;
        int before = BeforeAligned<TS, TV>(_result + at);
        int rest = (length - before) % TS.Count;
        PlaneVectors<GradientInMemory<FirstLanes>, FirstLanes, TS, TV>(new(new FirstLanes(before)), at, before, column);
        StreamPlanes<TS, TV>(at + before, _layout.Width - before, length - before - rest, column);
        PlaneVectors<GradientInMemory<FirstLanes>, FirstLanes, TS, TV>(
            new(new FirstLanes(rest)), at + length - rest, rest, column + planes - 1);
    }

    private void AcrossColumns<TS, TV>(nint row)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int rest = _layout.Columns % TS.Count;
        int whole = _layout.Columns - rest;
        ColumnVectors<WholeLanes, TS, TV>(default, row, 0, whole);
        if (rest > 0)
        {
            ColumnVectors<FirstLanes, TS, TV>(new FirstLanes(rest), row, whole, rest);
        }
    }

    /// <summary>The vectors of one column from a place on. With <see cref="FirstLanes"/> there is one at most.</summary>
    [MethodImpl(InnerLoop)]
    private void PlaneVectors<TSource, TLanes, TS, TV>(TSource source, nint at, int length, int column)
        where TSource : struct, IGradientSource<TLanes>
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        float* result = _result;
        TV center = ChannelData.Broadcast<TS, TV>(TTerm.ReadsInput, data.Coefficients.Center, column);
        TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Scale, column);
        TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Shift, column);
        TV slope = ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, data.Coefficients.Slope, column);
        TV offset = ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, data.Coefficients.Offset, column);
        nint start = at;
        for (nint end = at + length; at < end; at += TS.Count)
        {
            TLanes lanes = source.At(at - start);
            TV d = TTerm.ReadsInput ? TS.Subtract(lanes.Load<TS, TV>(data.X + at), center) : TS.Zero;
            lanes.Store<TS, TV>(term.Value<TLanes, TS, TV>(data, lanes, at, d, scale, shift, slope, offset), result + at);
        }
    }

    /// <summary>
    /// Whole vectors of adjacent planes, the first of which has <paramref name="left"/> values left. A vector that two planes share is
    /// computed for both: stored in two parts, its line would have to be read first.
    /// </summary>
    [MethodImpl(InnerLoop)]
    private void StreamPlanes<TS, TV>(nint at, int left, int length, int column)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        float* result = _result;
        var lanes = default(WholeLanes);
        nint stop = at + length;
        nint end = at + left;
        while (true)
        {
            TV center = ChannelData.Broadcast<TS, TV>(TTerm.ReadsInput, data.Coefficients.Center, column);
            TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Scale, column);
            TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Shift, column);
            TV slope = ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, data.Coefficients.Slope, column);
            TV offset = ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, data.Coefficients.Offset, column);
            for (nint last = nint.Min(end, stop) - TS.Count; at <= last; at += TS.Count)
            {
                TV d = TTerm.ReadsInput ? TS.Subtract(lanes.Load<TS, TV>(data.X + at), center) : TS.Zero;
                TS.StoreStreaming(term.Value<WholeLanes, TS, TV>(data, lanes, at, d, scale, shift, slope, offset), result + at);
            }

            if (at >= stop)
            {
                return;
            }

            column++;
            if (at < end)
            {
                TV mask = Lanes.First<TS, TV>((int)(end - at));
                center = TS.Select(mask, center, ChannelData.Broadcast<TS, TV>(TTerm.ReadsInput, data.Coefficients.Center, column));
                scale = TS.Select(mask, scale, ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Scale, column));
                shift = TS.Select(mask, shift, ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Shift, column));
                slope = TS.Select(mask, slope, ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, data.Coefficients.Slope, column));
                offset = TS.Select(mask, offset, ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, data.Coefficients.Offset, column));
                TV d = TTerm.ReadsInput ? TS.Subtract(lanes.Load<TS, TV>(data.X + at), center) : TS.Zero;
                TS.StoreStreaming(term.Value<WholeLanes, TS, TV>(data, lanes, at, d, scale, shift, slope, offset), result + at);
                at += TS.Count;
            }

            end += _layout.Width;
        }
    }

    /// <summary>Vectors of one row, a column a lane. With <see cref="FirstLanes"/> there is one at most.</summary>
    [MethodImpl(InnerLoop)]
    private void ColumnVectors<TLanes, TS, TV>(TLanes lanes, nint row, int column, int length)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        ChannelCoefficients k = data.Coefficients;
        TTerm term = _term;
        float* result = _result + row;
        for (int end = column + length; column < end; column += TS.Count)
        {
            TV center = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsInput, lanes, k.Center, column);
            TV scale = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsAffine, lanes, k.Scale, column);
            TV shift = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsAffine, lanes, k.Shift, column);
            TV slope = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsCorrection, lanes, k.Slope, column);
            TV offset = ChannelData.Load<TLanes, TS, TV>(TTerm.ReadsCorrection, lanes, k.Offset, column);
            TV d = TTerm.ReadsInput ? TS.Subtract(lanes.Load<TS, TV>(data.X + row + column), center) : TS.Zero;
            lanes.Store<TS, TV>(term.Value<TLanes, TS, TV>(data, lanes, row + column, d, scale, shift, slope, offset), result + column);
        }
    }

    /// <summary>How many floats lie before the next address that is aligned to a vector.</summary>
    private static int BeforeAligned<TS, TV>(float* address)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        (int)(-((nint)address / sizeof(float)) & (TS.Count - 1));
}
