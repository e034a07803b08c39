using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// Copies a band of one image's group into the order in which a correlation reads it: for each channel, tap column and residue of
/// the rows, the rows that the taps meet, cut or padded to the width of the output. Then tap row t of output position q is one shift
/// away from tap row 0, every row of the patch matrix is contiguous, and nothing is computed in vain; the copy is larger than the image by
/// the kernel's width, not by its area.
/// </summary>
internal readonly unsafe struct Staging
{
    private readonly Axis _rows;
    private readonly Axis _columns;
    private readonly int _channels;
    private readonly int _slot;
    private readonly ColumnPhases _phases;

    public Staging(in Correlation correlation, int bandRows)
        : this(correlation.Rows, correlation.Columns, correlation.Channels, bandRows)
    {
    }

    public Staging(in Axis rows, in Axis columns, int channels, int bandRows)
    {
        _rows = rows;
        _columns = columns;
        _channels = channels;
        BandRows = bandRows;
        _slot = (bandRows + _rows.MaximumShift) * _columns.Output;
        _phases = new ColumnPhases(columns);
    }

    /// <summary>Output rows of a band; the last band may have fewer.</summary>
    public int BandRows { get; }

    /// <summary>Floats of the copy; vectors reach up to two further.</summary>
    public nuint Length
        => LinesLength + (_phases.Pays ? (nuint)_rows.Residues * (nuint)(BandRows + _rows.MaximumShift) * 2 * (nuint)_phases.Stride : 0);

    /// <summary>Floats of the copy without what it takes to make it.</summary>
    private nuint LinesLength
        => RoundUp(((nuint)_channels * (nuint)_columns.Taps * (nuint)_rows.Residues * (nuint)_slot) + (2 * (nuint)SimdWidth.Count));

    /// <summary>Floats of the copy of a whole image at stride 1 on a machine whose vectors have so many lanes: for choices.</summary>
    public static nuint LengthAtStrideOne(in Correlation c, int lanes) =>
        RoundUp(
            ((nuint)c.Channels * (nuint)c.Columns.Taps * (nuint)((c.Rows.Output + c.Rows.MaximumShift) * c.Columns.Output))
                + (2 * (nuint)lanes));

    /// <summary>Where the patch row of each term begins in the copy: term (c, t, u) in the order of the weights.</summary>
    public void FillOffsets(nint* offsets)
    {
        for (int c = 0; c < _channels; c++)
        {
            for (int t = 0; t < _rows.Taps; t++)
            {
                for (int u = 0; u < _columns.Taps; u++)
                {
                    nint line = ((((nint)c * _columns.Taps) + u) * _rows.Residues) + _rows.Residue(t);
                    *offsets++ = (line * _slot) + (_rows.Shift(t) * _columns.Output);
                }
            }
        }
    }

    /// <summary>Copies the band that starts at an output row.</summary>
    /// <param name="source">The group's first channel.</param>
    /// <param name="sourceEnd">The end of the whole source.</param>
    /// <param name="firstRow">The band's first output row.</param>
    /// <param name="outputRows">How many output rows it has.</param>
    /// <param name="staged">The copy.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill<TS, TV>(float* source, float* sourceEnd, int firstRow, int outputRows, float* staged)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int rows = outputRows + _rows.MaximumShift;
        if (_phases.Pays)
        {
            FillFromPhases<TS, TV>(source, sourceEnd, firstRow, rows, staged);
            return;
        }

        for (int c = 0; c < _channels; c++)
        {
            float* plane = source + ((nint)c * _rows.Source * _columns.Source);
            for (int u = 0; u < _columns.Taps; u++)
            {
                for (int residue = 0; residue < _rows.Residues; residue++)
                {
                    int startRow = _rows.Origin + residue + (firstRow * _rows.Step);
                    FillSlot<TS, TV>(plane, sourceEnd, startRow, rows, _columns.Start(u), staged);
                    staged += _slot;
                }
            }
        }
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    /// <summary>The same for every second column: a channel's rows are taken apart, and all taps' slots copied from the halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillFromPhases<TS, TV>(float* source, float* sourceEnd, int firstRow, int rows, float* staged)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int width = _columns.Output;
        nint line = 2 * _phases.Stride;
        float* halves = staged + LinesLength;
        nint next = (nint)_rows.Source * _columns.Source;
        for (int c = 0; c < _channels; c++)
        {
            float* plane = source + (c * next);
            for (int residue = 0; residue < _rows.Residues; residue++)
            {
                int startRow = _rows.Origin + residue + (firstRow * _rows.Step);
                for (int row = 0; row < rows; row++)
                {
                    float* target = halves + ((((nint)residue * rows) + row) * line);
                    int sourceRow = startRow + (row * _rows.Step);
                    if ((uint)sourceRow < (uint)_rows.Source)
                    {
                        _phases.Split<TS, TV>(plane + ((nint)sourceRow * _columns.Source), sourceEnd, next, target);
                    }
                    else
                    {
                        Zero<TS, TV>(target, (int)line);
                    }
                }
            }

            for (int u = 0; u < _columns.Taps; u++)
            {
                for (int residue = 0; residue < _rows.Residues; residue++)
                {
                    float* from = halves + ((nint)residue * rows * line) + _phases.Start(u);
                    CopyRows<TS, TV>(from, line, rows, width, staged);
                    staged += _slot;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyRows<TS, TV>(float* source, nint stride, int rows, int width, float* target)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int row = 0; row < rows; row++)
        {
            for (nint column = 0; column < width; column += TS.Count)
            {
                TS.Store(TS.Load(source + column), target + column);
            }

            source += stride;
            target += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillSlot<TS, TV>(float* plane, float* sourceEnd, int startRow, int rows, int startColumn, float* target)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int width = _columns.Output;
        (int firstRow, int endRow) = _rows.Inside(startRow, rows);
        (int first, int end) = _columns.Inside(startColumn, width);
        Zero<TS, TV>(target, firstRow * width);
        nint stride = (nint)_rows.Step * _columns.Source;
        float* line = plane + (((nint)startRow + (firstRow * _rows.Step)) * _columns.Source) + startColumn;
        target += (nint)firstRow * width;
        bool narrow = width <= TS.Count && end - first == width && _columns.Step == 1;
        if (stride == width && end - first == width && _columns.Step == 1)
        {
            // Whole rows of the source, which follow each other there too.
            new ReadOnlySpan<float>(line, (endRow - firstRow) * width).CopyTo(new Span<float>(target, (endRow - firstRow) * width));
            target += (nint)(endRow - firstRow) * width;
            Zero<TS, TV>(target, (rows - endRow) * width);
            return;
        }

        if (narrow && endRow > firstRow && line + ((endRow - 1 - firstRow) * stride) + TS.Count <= sourceEnd)
        {
            // Short rows without padding, a vector each.
            for (int row = firstRow; row < endRow; row++)
            {
                TS.Store(TS.Load(line), target);
                line += stride;
                target += width;
            }

            Zero<TS, TV>(target, (rows - endRow) * width);
            return;
        }

        for (int row = firstRow; row < endRow; row++)
        {
            if (first > 0)
            {
                Zero<TS, TV>(target, first);
            }

            if (_columns.Step != 1)
            {
                CopyStrided(line, _columns.Step, sourceEnd, first, end, target);
            }
            else if (line + end + TS.Count <= sourceEnd)
            {
                for (int j = first; j < end; j += TS.Count)
                {
                    TS.Store(TS.Load(line + j), target + j);
                }
            }
            else
            {
                for (int j = first; j < end; j += TS.Count)
                {
                    TS.Store(TS.LoadPartial(line + j, Math.Min(TS.Count, end - j)), target + j);
                }
            }

            if (end < width)
            {
                Zero<TS, TV>(target + end, width - end);
            }

            line += stride;
            target += width;
        }

        Zero<TS, TV>(target, (rows - endRow) * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyStrided(float* source, int step, float* sourceEnd, int first, int end, float* target)
    {
        if (step == 2)
        {
            EverySecond.Take(source + (2 * (nint)first), sourceEnd, end - first, target + first);
            return;
        }

        for (int j = first; j < end; j++)
        {
            target[j] = source[(nint)j * step];
        }
    }

    /// <summary>Zeros in whole vectors: what lies beyond is written later, or is slack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zero<TS, TV>(float* target, int length)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int j = 0; j < length; j += TS.Count)
        {
            TS.Store(TS.Zero, target + j);
        }
    }
}
