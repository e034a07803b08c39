using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Writes a term's value for every element. A task is a stretch of memory; each element is loaded before it is stored, so that the result may
/// overwrite an input.
/// </summary>
internal readonly unsafe struct MapBody<TTerm> : ISimdBody
    where TTerm : unmanaged, IChannelTerm
{
    private const int TaskLength = 16384;
    private const int SegmentLength = 65536;

    private readonly ChannelLayout _layout;
    private readonly ChannelData _data;
    private readonly TTerm _term;
    private readonly float* _result;
    private readonly int _segments;
    private readonly int _runs;
    private readonly int _perTask;

    private MapBody(ChannelLayout layout, ChannelData data, TTerm term, float* result)
    {
        _layout = layout;
        _data = data;
        _term = term;
        _result = result;

        // A run is a row of columns, or a segment of one wide plane.
        int length = layout.AcrossColumns ? layout.Columns : layout.Width;
        _segments = layout.AcrossColumns ? 1 : int.Max(1, (int)(((long)length + SegmentLength - 1) / SegmentLength));
        _runs = layout.Rows * (layout.AcrossColumns ? 1 : layout.Columns) * _segments;
        _perTask = int.Max(1, TaskLength / int.Clamp(length, 1, SegmentLength));
    }

    /// <summary>Runs the whole loop.</summary>
    public static void Run(ThreadTeam team, ChannelLayout layout, ChannelData data, TTerm term, float* result)
    {
        var body = new MapBody<TTerm>(layout, data, term, result);
        team.ForSimd((int)(((long)body._runs + body._perTask - 1) / body._perTask), body);
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int first = index * _perTask;
        int end = int.Min(_runs, first + _perTask);
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
                AlongPlane<TS, TV>(((nint)plane * _layout.Width) + start, int.Min(SegmentLength, _layout.Width - start), plane % _layout.Columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongPlane<TS, TV>(nint at, int length, int column)
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
        nint end = at + length;
        for (; at <= end - TS.Count; at += TS.Count)
        {
            TS.Store(Value<WholeLoad, TS, TV>(data, term, default, at, center, scale, shift, slope, offset), result + at);
        }

        if (at < end)
        {
            int rest = (int)(end - at);
            TV value = Value<PartialLoad, TS, TV>(data, term, new PartialLoad(rest), at, center, scale, shift, slope, offset);
            TS.StorePartial(value, result + at, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AcrossColumns<TS, TV>(nint row)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        float* result = _result + row;
        int columns = _layout.Columns;
        int column = 0;
        for (; column <= columns - TS.Count; column += TS.Count)
        {
            TS.Store(ColumnValue<WholeLoad, TS, TV>(data, term, default, row, column), result + column);
        }

        if (column < columns)
        {
            TV value = ColumnValue<PartialLoad, TS, TV>(data, term, new PartialLoad(columns - column), row, column);
            TS.StorePartial(value, result + column, columns - column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV ColumnValue<TLoad, TS, TV>(in ChannelData data, TTerm term, TLoad load, nint row, int column)
        where TLoad : struct, ILaneLoad
        where TS : struct, ISimd<TV>
        where TV : struct =>
        Value<TLoad, TS, TV>(
            data,
            term,
            load,
            row + column,
            ChannelData.Load<TLoad, TS, TV>(TTerm.ReadsInput, load, data.Coefficients.Center, column),
            ChannelData.Load<TLoad, TS, TV>(TTerm.ReadsAffine, load, data.Coefficients.Scale, column),
            ChannelData.Load<TLoad, TS, TV>(TTerm.ReadsAffine, load, data.Coefficients.Shift, column),
            ChannelData.Load<TLoad, TS, TV>(TTerm.ReadsCorrection, load, data.Coefficients.Slope, column),
            ChannelData.Load<TLoad, TS, TV>(TTerm.ReadsCorrection, load, data.Coefficients.Offset, column));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Value<TLoad, TS, TV>(
        in ChannelData data, TTerm term, TLoad load, nint at, TV center, TV scale, TV shift, TV slope, TV offset)
        where TLoad : struct, ILaneLoad
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV d = TTerm.ReadsInput ? TS.Subtract(load.Load<TS, TV>(data.X + at), center) : TS.Zero;
        return term.Value<TLoad, TS, TV>(data, load, at, d, scale, shift, slope, offset);
    }
}
