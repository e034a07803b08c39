using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>The work of <see cref="BatchLanesWeightGradient"/> on one group of a chunk of the batch.</summary>
internal readonly unsafe struct LaneWeightGradientBody : ISimdBody
{
    /// <summary>Chunks up to which each has one tile.</summary>
    private const int FewestChunks = 8;

    private const int MostChunks = 32;

    /// <summary>Outputs of one chain of multiply-adds.</summary>
    private const int Chain = 128;

    private readonly Correlation _c;
    private readonly float* _dy;
    private readonly float* _scratch;

    public LaneWeightGradientBody(in Correlation forward, float* dy)
    {
        _c = forward;
        _dy = dy;
    }

    private LaneWeightGradientBody(in LaneWeightGradientBody other, float* scratch)
    {
        this = other;
        _scratch = scratch;
    }

    /// <summary>How many sums of the whole weight there are to merge.</summary>
    public int Chunks => Math.Min(Tiles, Math.Clamp(Tiles / 2, FewestChunks, MostChunks));

    /// <summary>How many indices the loop has.</summary>
    public int Tasks => Chunks * _c.Groups;

    /// <summary>Floats of what all workers share: where the patch rows lie, and the chunks' sums.</summary>
    public nuint SharedLength => TableLength + RoundUp((nint)Chunks * _c.Groups * _c.Filters * _c.Terms);

    /// <summary>Floats of one worker: a tile's inputs, its gradients, the lanes of all sums.</summary>
    public nuint WorkerLength => InputLength + GradientLength + SumsLength;

    /// <summary>sums[chunk, filter, term].</summary>
    public float* Partials => _scratch + TableLength;

    private static int Lanes => SimdWidth.Count;

    private int Tiles => LaneChoice.Tiles(_c.Images, Lanes);

    /// <summary>Filters of a block: six if that leaves fewer over.</summary>
    private int BlockFilters => ((_c.Filters + 5) / 6 * 6) < ((_c.Filters + 3) / 4 * 4) ? 6 : 4;

    private int BlockLines => LaneDots.Sums / BlockFilters;

    private int FilterBlocks => (_c.Filters + BlockFilters - 1) / BlockFilters;

    private int LineBlocks => (_c.Terms + BlockLines - 1) / BlockLines;

    /// <summary>Filters of a position: whole blocks.</summary>
    private int FilterStride => FilterBlocks * BlockFilters;

    private nint GradientStep => LaneTranspose.Step(FilterStride, Lanes);

    private nint InputStep => LaneTranspose.Step(_c.Channels, Lanes);

    /// <summary>The inputs' extents with padding, as far as taps reach.</summary>
    private int PaddedHeight => Extent(_c.Rows);

    private int PaddedWidth => Extent(_c.Columns);

    private nuint TableLength => RoundUp(2 * LineBlocks * BlockLines);

    private nuint InputLength => RoundUp((nint)PaddedHeight * PaddedWidth * InputStep);

    private nuint GradientLength => RoundUp(_c.OutputPlane * GradientStep);

    private nuint SumsLength => RoundUp(((nint)FilterBlocks * LineBlocks * LaneDots.Sums * Lanes) + (Lanes * Lanes));

    private nint* Lines => (nint*)_scratch;

    /// <summary>Rows or columns of an image with its padding, as it is gathered.</summary>
    public static int Extent(in Axis axis) =>
        Math.Max(-axis.First + axis.Source, ((axis.Output - 1) * axis.Step) + ((axis.Taps - 1) * axis.Stride) + 1);

    /// <summary>The same with its memory; fills the table of patch rows.</summary>
    public LaneWeightGradientBody WithScratch(float* scratch)
    {
        var body = new LaneWeightGradientBody(this, scratch);
        int area = _c.Rows.Taps * _c.Columns.Taps;
        for (int line = 0; line < LineBlocks * BlockLines; line++)
        {
            // A block at the edge takes the last patch row again; those sums go nowhere.
            int term = Math.Min(line, _c.Terms - 1);
            int tap = term % area;
            nint row = (nint)(tap / _c.Columns.Taps) * _c.Rows.Stride;
            nint column = (nint)(tap % _c.Columns.Taps) * _c.Columns.Stride;
            body.Lines[line] = (((row * PaddedWidth) + column) * InputStep) + ((nint)(term / area) * Lanes);
        }

        return body;
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int chunk = index / _c.Groups;
        int group = index % _c.Groups;
        float* inputs = _scratch + SharedLength + ((nuint)worker * WorkerLength);
        float* gradients = inputs + InputLength;
        float* sums = gradients + GradientLength;

        // Padding and missing filters stay zero.
        NativeMemory.Clear(inputs, WorkerLength * sizeof(float));
        int end = (int)((chunk + 1L) * Tiles / Chunks);
        for (int tile = (int)((long)chunk * Tiles / Chunks); tile < end; tile++)
        {
            int image = tile * Lanes;
            int images = Math.Min(Lanes, _c.Images - image);
            GatherInputs(image, images, group, inputs);
            GatherGradients(image, images, group, gradients);
            AddTile<TS, TV>(inputs, gradients, sums);
        }

        float* target = Partials + ((((nint)chunk * _c.Groups) + group) * _c.Filters * _c.Terms);
        AddLanes<TS, TV>(sums, target);
    }

    private static nuint RoundUp(nint length) => (nuint)((length + 15) / 16 * 16);

    private void GatherInputs(int image, int images, int group, float* inputs)
    {
        nint plane = _c.SourcePlane;
        nint line = InputStep;
        bool whole = PaddedWidth == _c.Columns.Source;
        int rows = whole ? 1 : _c.Rows.Source;
        int columns = whole ? _c.SourcePlane : _c.Columns.Source;
        float* target = inputs - ((((nint)_c.Rows.First * PaddedWidth) + _c.Columns.First) * line);
        for (int row = 0; row < rows; row++)
        {
            float* source = _c.SourceOf(image, group) + (row * columns);
            var planes = new LanePlanes(source, _c.Groups * _c.Channels * plane, _c.Channels, plane, columns);
            LaneTranspose.Gather(planes, images, target + ((nint)row * PaddedWidth * line), line, Lanes);
        }
    }

    private void GatherGradients(int image, int images, int group, float* gradients)
    {
        nint imageStride = (nint)_c.Groups * _c.Filters * _c.OutputPlane;
        float* source = _dy + (image * imageStride) + ((nint)group * _c.Filters * _c.OutputPlane);
        var planes = new LanePlanes(source, imageStride, _c.Filters, _c.OutputPlane, _c.OutputPlane);
        LaneTranspose.Gather(planes, images, gradients, GradientStep, Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTile<TS, TV>(float* inputs, float* gradients, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int columns = _c.Columns.Output;
        nint gradientStep = GradientStep;
        nint inputStep = _c.Columns.Step * InputStep;
        nint inputRow = (nint)_c.Rows.Step * PaddedWidth * InputStep;
        int bandRows = Math.Clamp(
            (int)Math.Min(Chain / columns, WorkingSets.ChainedLanes(Lanes) / (inputRow + (columns * BlockFilters * Lanes))),
            1,
            _c.Rows.Output);
        for (int row = 0; row < _c.Rows.Output; row += bandRows)
        {
            var window = new LaneWindow(
                Math.Min(bandRows, _c.Rows.Output - row), columns, columns * gradientStep, gradientStep, inputRow, inputStep);
            float* x = inputs + (row * inputRow);
            float* block = sums;
            for (int filter = 0; filter < FilterStride; filter += BlockFilters)
            {
                float* dy = gradients + (row * columns * gradientStep) + (filter * Lanes);
                for (int line = 0; line < LineBlocks * BlockLines; line += BlockLines)
                {
                    if (BlockFilters == 6)
                    {
                        LaneDots.SixByTwo<TS, TV>(dy, x, Lines + line, window, block);
                    }
                    else
                    {
                        LaneDots.FourByThree<TS, TV>(dy, x, Lines + line, window, block);
                    }

                    block += LaneDots.Sums * Lanes;
                }
            }
        }
    }

    /// <summary>Adds the lanes of every sum up, and puts the sums into the order of the weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLanes<TS, TV>(float* sums, float* target)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        LaneSums.Fold<TS, TV>(sums, FilterBlocks * LineBlocks * LaneDots.Sums);
        int filters = BlockFilters;
        int lines = BlockLines;
        nint filterBlock = (nint)LineBlocks * LaneDots.Sums;
        for (int filter = 0; filter < _c.Filters; filter++)
        {
            float* block = sums + (filter / filters * filterBlock) + (filter % filters * lines);
            for (int term = 0; term < _c.Terms; term += lines)
            {
                int count = Math.Min(lines, _c.Terms - term);
                for (int i = 0; i < count; i++)
                {
                    *target++ = block[i];
                }

                block += LaneDots.Sums;
            }
        }
    }
}
