using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <content>Cells of several rows at a time, for what comes from memory: a processor that follows four streams waits less for each than for
/// one.</content>
internal readonly unsafe partial struct ReductionBody<TTerm>
    where TTerm : unmanaged, IChannelTerm
{
    private const int Abreast = 4;

    // Of a cell: four parts of each sum, both sums, and what was lost of them.
    private const int Parts = 4;
    private const int VectorsOfCell = (2 * Parts) + 4;

    /// <summary>
    /// Sums every whole group of four blocks that follow each other in a segment, and gives the first block that is left.
    /// </summary>
    private int ReduceAbreast<TS, TV>(int column, int end, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* memory = stackalloc float[(Abreast * VectorsOfCell * TS.Count) + Cache.LineLength];
        const nuint Line = Cache.LineLength * sizeof(float);
        float* state = (float*)(((nuint)memory + Line - 1) & ~(Line - 1));
        int group = Abreast * _tiling.Segments;
        int grouped = _tiling.Layout.Rows / (Abreast * _tiling.RowsPerBlock) * group;
        for (int first = 0; first < grouped; first += group)
        {
            for (int block = first; block < first + _tiling.Segments; block++)
            {
                TS.Store(Lanes.First<TS, TV>(_tiling.LengthOf(block) % TS.Count), sums + (2 * TS.Count));
                for (int c = column; c < end; c++)
                {
                    AlongPlanesAbreast<TS, TV>(block, c, state, sums);
                }
            }
        }

        return grouped;
    }

    /// <summary>Sums one column's cells in four blocks of as many rows each, the same to the bit as one after the other.</summary>
    private void AlongPlanesAbreast<TS, TV>(int block, int column, float* state, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint at = At(block, column);
        nint apart = At(block + _tiling.Segments, column) - at;
        int rows = _tiling.RowsPerBlock;
        int rest = _tiling.LengthOf(block) % TS.Count;
        int whole = _tiling.LengthOf(block) - rest;
        float* centers = stackalloc float[Abreast];
        for (int i = 0; i < Abreast; i++)
        {
            centers[i] = Center(at + (i * apart), block, column);
        }

        SumAbreast<TS, TV>(at, apart, column, centers, rows, whole, state);
        for (int i = 0; i < Abreast; i++)
        {
            float* cell = state + (i * VectorsOfCell * TS.Count);
            TS.Store(Total<TS, TV>(cell + (2 * Parts * TS.Count)), sums);
            TS.Store(Total<TS, TV>(cell + (((2 * Parts) + 2) * TS.Count)), sums + TS.Count);
            if (rest > 0)
            {
                SumRests<TS, TV>(at + (i * apart) + whole, column, centers[i], rows, rest, sums);
            }

            SetCell<TS, TV>(block + (i * _tiling.Segments), column, sums, centers[i]);
        }
    }

    /// <summary>
    /// What <see cref="SumSegments"/> does, four vectors of each cell in turn. Registers are too few for all parts: they stay in the first
    /// cache, which is fast enough for memory.
    /// </summary>
    [MethodImpl(InnerLoop)]
    private void SumAbreast<TS, TV>(nint at, nint apart, int column, float* centers, int rows, int length, float* state)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelData data = _data;
        TTerm term = _term;
        nint stride = _tiling.Layout.RowLength;
        TV scale = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Scale, column);
        TV shift = ChannelData.Broadcast<TS, TV>(TTerm.ReadsAffine, data.Coefficients.Shift, column);
        new Span<float>(state, Abreast * VectorsOfCell * TS.Count).Clear();
        int single = length >= 4 * TS.Count ? length / TS.Count % 4 : 0;
        int room = RunLength;
        for (; rows > 0; rows--, at += stride)
        {
            nint i = at;
            nint end = at + length;
            for (; end - i >= 4 * TS.Count; i += 4 * TS.Count, room--)
            {
                room = MakeRoom<TS, TV>(state, room);
                float* cell = state;
                nint from = i;
                for (int k = 0; k < Abreast; k++, from += apart, cell += VectorsOfCell * TS.Count)
                {
                    TV center = TS.Broadcast(centers[k]);
                    // each v from 0 to 3:
                    //     AddPart<TS, TV>(data, term, from{+ v TS.Count}, center, scale, shift, cell{+ v TS.Count});
                    AddPart<TS, TV>(data, term, from, center, scale, shift, cell);
                    AddPart<TS, TV>(data, term, from + TS.Count, center, scale, shift, cell + TS.Count);
                    AddPart<TS, TV>(data, term, from + (2 * TS.Count), center, scale, shift, cell + (2 * TS.Count));
                    AddPart<TS, TV>(data, term, from + (3 * TS.Count), center, scale, shift, cell + (3 * TS.Count));
                    // end
                }
            }

            room = MakeRoom<TS, TV>(state, room) - single;
            for (; i < end; i += TS.Count)
            {
                for (int k = 0; k < Abreast; k++)
                {
                    AddPart<TS, TV>(
                        data, term, i + (k * apart), TS.Broadcast(centers[k]), scale, shift, state + (k * VectorsOfCell * TS.Count));
                }
            }
        }

        FlushAbreast<TS, TV>(state);
    }

    /// <summary>The steps that are left of a run; where none is, parts are added to their sums and a run begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MakeRoom<TS, TV>(float* state, int room)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (room > 0)
        {
            return room;
        }

        FlushAbreast<TS, TV>(state);
        return RunLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPart<TS, TV>(in ChannelData data, TTerm term, nint at, TV center, TV scale, TV shift, float* part)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV s = TS.Load(part);
        TV t = TS.Load(part + (Parts * TS.Count));
        Add<WholeLanes, TS, TV>(data, term, default, at, center, scale, shift, ref s, ref t);
        TS.Store(s, part);
        TS.Store(t, part + (Parts * TS.Count));
    }

    [MethodImpl(InnerLoop)]
    private static void FlushAbreast<TS, TV>(float* state)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int k = 0; k < 2 * Abreast; k++)
        {
            float* parts = state + (((k / 2 * VectorsOfCell) + (k % 2 * Parts)) * TS.Count);
            float* total = state + (((k / 2 * VectorsOfCell) + (2 * Parts) + (k % 2 * 2)) * TS.Count);
            TV sum = TS.Load(total);
            TV lost = TS.Load(total + TS.Count);
            for (int part = 0; part < Parts; part++)
            {
                AddExactly<TS, TV>(ref sum, ref lost, TS.Load(parts + (part * TS.Count)));
                TS.Store(TS.Zero, parts + (part * TS.Count));
            }

            TS.Store(sum, total);
            TS.Store(lost, total + TS.Count);
        }
    }

    private static TV Total<TS, TV>(float* sum)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Add(TS.Load(sum), TS.Load(sum + TS.Count));
}
