using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Writes a term's value for every element. Task i is a run of columns along memory; each element is loaded before it is stored, so that the
/// result may overwrite an input.
/// </summary>
internal unsafe struct MapBody<TTerm> : ISimdBody
    where TTerm : unmanaged, IChannelTerm
{
    private const int TaskLength = 16384;

    private readonly ChannelLayout _layout;
    private readonly ChannelData _data;
    private readonly TTerm _term;
    private readonly float* _result;
    private readonly int _runs;
    private readonly int _perTask;

    private MapBody(ChannelLayout layout, ChannelData data, TTerm term, float* result)
    {
        _layout = layout;
        _data = data;
        _term = term;
        _result = result;

        // Across columns a run is a row; along a wide plane it is one column of one row.
        _runs = layout.AcrossColumns ? layout.Rows : layout.Rows * layout.Columns;
        _perTask = int.Max(1, TaskLength / int.Max(1, layout.AcrossColumns ? layout.Columns : layout.Width));
    }

    private readonly int Tasks => (int)(((long)_runs + _perTask - 1) / _perTask);

    /// <summary>Runs the whole loop.</summary>
    public static void Run(ThreadTeam team, ChannelLayout layout, ChannelData data, TTerm term, float* result)
    {
        var body = new MapBody<TTerm>(layout, data, term, result);
        team.ForSimd(body.Tasks, body);
    }

    public readonly void Execute<TS, TV>(int index, int worker)
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
                AlongPlane<TS, TV>((nint)run * _layout.Width, run % _layout.Columns);
            }
        }
    }

    private readonly void AlongPlane<TS, TV>(nint at, int column)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelCoefficients k = _data.Coefficients;
        TV center = ChannelData.Broadcast<TS, TV>(TTerm.ReadsInput, k.Center, column);
        TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, k.Scale, column);
        TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, k.Shift, column);
        TV slope = ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, k.Slope, column);
        TV offset = ChannelData.Broadcast<TS, TV>(TTerm.ReadsCorrection, k.Offset, column);
        nint end = at + _layout.Width;
        for (; at <= end - TS.Count; at += TS.Count)
        {
            Whole<TS, TV>(at, center, scale, shift, slope, offset);
        }

        if (at < end)
        {
            Part<TS, TV>(at, (int)(end - at), center, scale, shift, slope, offset);
        }
    }

    private readonly void AcrossColumns<TS, TV>(nint row)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelCoefficients k = _data.Coefficients;
        for (int column = 0; column < _layout.Columns; column += TS.Count)
        {
            int count = int.Min(TS.Count, _layout.Columns - column);
            TV center = ChannelData.Load<TS, TV>(TTerm.ReadsInput, k.Center, column, count);
            TV scale = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Scale, column, count);
            TV shift = ChannelData.Load<TS, TV>(TTerm.ReadsAffine, k.Shift, column, count);
            TV slope = ChannelData.Load<TS, TV>(TTerm.ReadsCorrection, k.Slope, column, count);
            TV offset = ChannelData.Load<TS, TV>(TTerm.ReadsCorrection, k.Offset, column, count);
            if (count == TS.Count)
            {
                Whole<TS, TV>(row + column, center, scale, shift, slope, offset);
            }
            else
            {
                Part<TS, TV>(row + column, count, center, scale, shift, slope, offset);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Whole<TS, TV>(nint at, TV center, TV scale, TV shift, TV slope, TV offset)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV d = TTerm.ReadsInput ? TS.Subtract(TS.Load(_data.X + at), center) : TS.Zero;
        TS.Store(_data.Value<TTerm, TS, TV>(_term, d, at, scale, shift, slope, offset), _result + at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Part<TS, TV>(nint at, int count, TV center, TV scale, TV shift, TV slope, TV offset)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV d = TTerm.ReadsInput ? TS.Subtract(TS.LoadPartial(_data.X + at, count), center) : TS.Zero;
        TS.StorePartial(_data.PartialValue<TTerm, TS, TV>(_term, d, at, count, scale, shift, slope, offset), _result + at, count);
    }
}
