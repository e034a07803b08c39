using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>The work of <see cref="LaneCorrelation"/> on some rows of one group of a tile of images.</summary>
internal readonly unsafe struct LaneCorrelationBody : ISimdBody
{
    /// <summary>Terms of one chain of multiply-adds.</summary>
    private const int TermBlock = 512;

    /// <summary>Tasks below which tiles are cut into parts, so that no thread is left without one.</summary>
    private const int FewestTasks = 8;

    private readonly Correlation _c;
    private readonly float* _scratch;
    private readonly int _parts;
    private readonly int _partRows;
    private readonly int _bandRows;

    public LaneCorrelationBody(in Correlation correlation, int bandFloats, float* scratch)
    {
        _c = correlation;
        _scratch = scratch;
        int units = Math.Max(1, LaneChoice.Tiles(_c.Images, Lanes) * _c.Groups);
        _partRows = (_c.Rows.Output + (FewestTasks / units)) / ((FewestTasks / units) + 1);
        _parts = (_c.Rows.Output + _partRows - 1) / _partRows;
        _bandRows = (int)Math.Clamp(bandFloats / (_c.Columns.Output * OutputStep), 1, _partRows);
    }

    /// <summary>Images of a tile: what the micro-kernels take as two vectors of columns.</summary>
    public static int Lanes => 2 * SimdWidth.Count;

    /// <summary>How many indices the loop has.</summary>
    public int Tasks => LaneChoice.Tiles(_c.Images, Lanes) * _c.Groups * _parts;

    /// <summary>Floats of what all workers share: the weights in the order of the terms, where the terms lie, the bias.</summary>
    public nuint SharedLength => WeightLength + OffsetsLength + RoundUp(_c.Groups * _c.Filters);

    /// <summary>Floats of one worker: a tile's source and a band of its outputs.</summary>
    public nuint WorkerLength => SourceLength + RoundUp(_bandRows * _c.Columns.Output * OutputStep);

    private nuint WeightLength => RoundUp(_c.Groups * _c.Filters * _c.Terms);

    // A pointer-sized offset takes two floats.
    private nuint OffsetsLength => RoundUp(2 * _c.Terms);

    private nuint SourceLength => RoundUp(_c.SourcePlane * SourceStep);

    /// <summary>Floats from one position of the source to the next.</summary>
    private nint SourceStep => LaneTranspose.Step(_c.Channels, Lanes);

    /// <summary>Floats from one position of the outputs to the next.</summary>
    private nint OutputStep => LaneTranspose.Step(_c.Filters, Lanes);

    private nint* Offsets => (nint*)(_scratch + WeightLength);

    private float* Bias => _scratch + WeightLength + OffsetsLength;

    /// <summary>Puts the terms into the order tap row, tap column, channel, in which the taps inside the image follow each other.</summary>
    public void FillTables()
    {
        nint terms = _c.Terms;
        nint filters = (nint)_c.Groups * _c.Filters;
        nint area = (nint)_c.Rows.Taps * _c.Columns.Taps;
        nint term = 0;
        for (nint tap = 0; tap < area; tap++)
        {
            (nint row, nint column) = Math.DivRem(tap, _c.Columns.Taps);
            nint position = (row * _c.Rows.Stride * _c.Columns.Source) + (column * _c.Columns.Stride);
            for (nint channel = 0; channel < _c.Channels; channel++, term++)
            {
                Offsets[term] = (position * SourceStep) + (channel * Lanes);
                float* weight = _c.Weight + (channel * area) + tap;
                for (nint filter = 0; filter < filters; filter++)
                {
                    _scratch[(filter * terms) + term] = weight[filter * terms];
                }
            }
        }

        for (nint filter = 0; filter < filters; filter++)
        {
            Bias[filter] = _c.Bias == null ? 0 : _c.Bias[filter];
        }
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int firstRow = index % _parts * _partRows;
        int endRow = Math.Min(firstRow + _partRows, _c.Rows.Output);
        int group = index / _parts % _c.Groups;
        int image = index / _parts / _c.Groups * Lanes;
        int images = Math.Min(Lanes, _c.Images - image);
        float* source = _scratch + SharedLength + ((nuint)worker * WorkerLength);
        Gather(image, images, group, firstRow, endRow, source);
        for (int row = firstRow; row < endRow; row += _bandRows)
        {
            int rows = Math.Min(_bandRows, endRow - row);
            float* band = source + SourceLength;
            for (int i = 0; i < rows; i++)
            {
                Row<TS, TV>(group, source, row + i, band + (i * _c.Columns.Output * OutputStep));
            }

            Put<TS, TV>(image, images, group, row, rows, band);
        }
    }

    private static nuint RoundUp(nint length) => (nuint)((length + 15) / 16 * 16);

    /// <summary>The taps that read inside the source, from the first to the end, exclusive.</summary>
    private static (int First, int End) TapsInside(in Axis axis, int output)
    {
        int first = 0;
        int end = axis.Taps;
        int start = (axis.Step * output) + axis.First;
        while (first < end && (uint)(start + (first * axis.Stride)) >= (uint)axis.Source)
        {
            first++;
        }

        while (end > first && (uint)(start + ((end - 1) * axis.Stride)) >= (uint)axis.Source)
        {
            end--;
        }

        return (first, end);
    }

    /// <summary>The source's rows that these outputs meet.</summary>
    private void Gather(int image, int images, int group, int firstRow, int endRow, float* source)
    {
        Axis axis = _c.Rows;
        int lowest = axis.Origin + (axis.Step * firstRow);
        int highest = axis.Origin + (axis.Step * (endRow - 1)) + ((axis.Taps - 1) * Math.Abs(axis.Stride));
        lowest = Math.Clamp(lowest, 0, axis.Source);
        int rows = Math.Clamp(highest + 1, lowest, axis.Source) - lowest;
        nint skipped = (nint)lowest * _c.Columns.Source;
        nint plane = _c.SourcePlane;
        var planes = new LanePlanes(
            _c.SourceOf(image, group) + skipped, _c.Groups * _c.Channels * plane, _c.Channels, plane, rows * _c.Columns.Source);
        LaneTranspose.Gather(planes, images, source + (skipped * SourceStep), SourceStep, Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<TS, TV>(int group, float* source, int row, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Axis columns = _c.Columns;
        nint step = OutputStep;
        int column = 0;
        (int firstTap, int endTap) = TapsInside(_c.Rows, row);
        int tapTerms = columns.Taps * _c.Channels;
        nint line = ((((nint)_c.Rows.Step * row) + _c.Rows.First) * columns.Source) + columns.First;
        int whole = _c.Filters == LaneSix.Filters && _c.Terms <= TermBlock
            ? Math.Min(
                columns.Inside(columns.Start(0), columns.Output).End, columns.Inside(columns.Start(columns.Taps - 1), columns.Output).End)
            : 0;
        while (column < columns.Output)
        {
            float* patch = source + ((line + (columns.Step * column)) * SourceStep);
            (int first, int end) = TapsInside(columns, column);
            int term = (firstTap * tapTerms) + (first * _c.Channels);
            int run = 1;
            if (end - first < columns.Taps)
            {
                Partial<TS, TV>(group, patch, term, end > first ? endTap - firstTap : 0, (end - first) * _c.Channels, sums);
            }
            else if (column < whole)
            {
                run = whole - column;
                LaneSix.Run<TS, TV>(
                    patch,
                    columns.Step * SourceStep,
                    run,
                    _scratch + ((nint)group * _c.Filters * _c.Terms) + term,
                    _c.Terms,
                    (endTap - firstTap) * tapTerms,
                    Offsets + term,
                    Bias + (group * LaneSix.Filters),
                    sums,
                    step);
            }
            else
            {
                Sum<TS, TV>(group, patch, term, (endTap - firstTap) * tapTerms, sums, accumulate: false);
            }

            column += run;
            sums += run * step;
        }
    }

    /// <summary>A position some of whose tap columns meet padding: one row of taps after the other.</summary>
    private void Partial<TS, TV>(int group, float* patch, int term, int taps, int terms, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Sum<TS, TV>(group, patch, term, taps == 0 ? 0 : terms, sums, accumulate: false);
        for (int tap = 1; tap < taps; tap++)
        {
            Sum<TS, TV>(group, patch, term + (tap * _c.Columns.Taps * _c.Channels), terms, sums, accumulate: true);
        }
    }

    /// <summary>One position of all filters: sums of terms that follow each other, and the bias before anything is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<TS, TV>(int group, float* patch, int term, int terms, float* sums, bool accumulate)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* weight = _scratch + ((nint)group * _c.Filters * _c.Terms) + term;
        int done = 0;
        do
        {
            bool more = accumulate || done > 0;
            float* bias = more ? null : Bias + (group * _c.Filters);
            var tile = new Tile(sums, 2 * TS.Count, TS.Count, 2 * TS.Count, more, bias);
            var rows = new StridedRows(weight + done, _c.Terms, 1);
            int steps = Math.Min(TermBlock, terms - done);
            RowTiling.Run<TS, TV>(_c.Filters, steps, rows, new VectorPair(patch, TS.Count), Offsets + term + done, tile);
            done += TermBlock;
        }
        while (done < terms);
    }

    /// <summary>A band of outputs to its images.</summary>
    private void Put<TS, TV>(int image, int images, int group, int firstRow, int rows, float* band)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int positions = rows * _c.Columns.Output;
        nint imageStride = (nint)_c.Groups * _c.Filters * _c.OutputPlane;
        float* output = _c.OutputOf(image, group) + ((nint)firstRow * _c.OutputRowStride);
        var planes = new LanePlanes(output, imageStride, _c.Filters, _c.OutputPlane, positions);
        LaneTranspose.Scatter(band, OutputStep, Lanes, planes, images);
        for (int i = 0; i < images; i++)
        {
            _c.Finish<TS, TV>(output + (i * imageStride), positions);
        }
    }
}
