using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.GemmCol2Im;

/// <summary>The work of <see cref="GemmCol2ImInputGradient"/> on a few images' groups.</summary>
internal readonly unsafe struct GemmCol2ImBody : ISimdBody
{
    /// <summary>Terms of one chain of multiply-adds.</summary>
    private const int TermBlock = 512;

    private readonly ConvolutionGeometry _g;
    private readonly Staging _staging;
    private readonly float* _dy;
    private readonly float* _dx;
    private readonly float* _tables;
    private readonly int _segments;
    private readonly nint _margin;
    private readonly UnitTasks _tasks;

    public GemmCol2ImBody(in ConvolutionGeometry g, float* dy, float* dx)
    {
        _g = g;
        _dy = dy;
        _dx = dx;
        _staging = new Staging(
            new Axis(g.KernelHeight, g.PaddingHeight, -g.DilationHeight, 1, g.OutHeight, g.Height),
            new Axis(1, 0, 0, 1, g.OutWidth, g.OutWidth),
            g.OutChannelsPerGroup,
            g.Height);
        int lanes = SimdWidth.Count;
        _segments = (g.Width + lanes - 1) / lanes;

        // A shifted row begins before its place, or ends after it, by at most this much.
        _margin = RoundUp((nint)Math.Max(g.PaddingWidth, g.DilationWidth * (g.KernelWidth - 1)) + (2 * lanes) + g.Width);
        _tasks = new UnitTasks(g.Batch * g.Groups, (long)Rows * Terms * Positions);
    }

    private GemmCol2ImBody(in GemmCol2ImBody other, float* tables)
    {
        this = other;
        _tables = tables;
    }

    /// <summary>How many indices the loop has.</summary>
    public int Tasks => _tasks.Count;

    /// <summary>Floats of what all workers share: offsets in two orders, masks, weights.</summary>
    public nuint TableLength => (nuint)((2 * OffsetsLength) + MasksLength + RoundUp(_g.WeightLength));

    /// <summary>Floats of one worker: a staged dy, the rows of sums.</summary>
    public nuint WorkerLength => (nuint)(StagedLength + (2 * _margin) + RoundUp((nint)Rows * Positions));

    /// <summary>Where the ordered weights go.</summary>
    public float* Weights => _tables + (2 * OffsetsLength) + MasksLength;

    private int Rows => _g.InChannelsPerGroup * _g.KernelWidth;

    private int Terms => _g.KernelHeight * _g.OutChannelsPerGroup;

    private int Positions => _g.Height * _g.OutWidth;

    private nint OffsetsLength => RoundUp(2 * (nint)Terms);

    private nint MasksLength => RoundUp((nint)_g.KernelWidth * _segments * SimdWidth.Count);

    private nint StagedLength => RoundUp((nint)_staging.Length + (2 * SimdWidth.Count));

    private nint* Offsets => (nint*)_tables;

    private float* Masks => _tables + (2 * OffsetsLength);

    private float* Workspace => Weights + RoundUp(_g.WeightLength);

    /// <summary>The same with its memory; fills the tables except for the weights.</summary>
    public GemmCol2ImBody WithScratch(float* scratch)
    {
        var body = new GemmCol2ImBody(this, scratch);
        nint* byFilter = body.Offsets + (OffsetsLength / 2);
        _staging.FillOffsets(byFilter);
        for (int t = 0; t < _g.KernelHeight; t++)
        {
            for (int o = 0; o < _g.OutChannelsPerGroup; o++)
            {
                body.Offsets[(t * _g.OutChannelsPerGroup) + o] = byFilter[(o * _g.KernelHeight) + t];
            }
        }

        body.FillMasks();
        return body;
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* staged = Workspace + ((nuint)worker * WorkerLength);
        float* sums = staged + StagedLength + _margin;
        int end = _tasks.End(index);
        for (int unit = _tasks.First(index); unit < end; unit++)
        {
            nint image = (nint)unit * _g.OutChannelsPerGroup * _g.OutHeight * _g.OutWidth;
            _staging.Fill<TS, TV>(_dy + image, _dy + _g.OutputLength, 0, _g.Height, staged);
            Multiply<TS, TV>(unit % _g.Groups, staged, sums);
            Gather<TS, TV>(sums, _dx + ((nint)unit * _g.InChannelsPerGroup * _g.Height * _g.Width));
        }
    }

    private static nint RoundUp(nint length) => (length + 15) / 16 * 16;

    /// <summary>Which lanes of each segment of an input row met an output, for each tap column.</summary>
    private void FillMasks()
    {
        int line = _segments * SimdWidth.Count;
        for (int u = 0; u < _g.KernelWidth; u++)
        {
            for (int column = 0; column < line; column++)
            {
                int output = column + _g.PaddingWidth - (u * _g.DilationWidth);
                bool met = output >= 0 && output < _g.OutWidth;
                Masks[((nint)u * line) + column] = met ? BitConverter.Int32BitsToSingle(-1) : 0;
            }
        }
    }

    /// <summary>sums[(c, u), (row, output column)] = Σ over tap rows and filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<TS, TV>(int group, float* staged, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* weights = Weights + ((nint)group * Rows * Terms);
        for (int position = 0; position < Positions; position += 2 * TS.Count)
        {
            (int term, int end) = TermsThatMeet(position / _g.OutWidth, Math.Min(position + (2 * TS.Count), Positions) - 1);
            bool first = true;
            do
            {
                int steps = Math.Min(TermBlock, end - term);
                var tile = new Tile(sums + position, Positions, TS.Count, Positions - position, accumulate: !first);
                var rows = new StridedRows(weights + term, Terms, 1);
                RowTiling.Run<TS, TV>(Rows, steps, rows, new VectorPair(staged + position, TS.Count), Offsets + term, tile);
                term += steps;
                first = false;
            }
            while (term < end);
        }
    }

    /// <summary>The terms whose tap row reaches an output from one of the input rows of a tile; the others meet padding only.</summary>
    private (int First, int End) TermsThatMeet(int firstRow, int lastPosition)
    {
        int lastRow = lastPosition / _g.OutWidth;
        int first = 0;
        while (first < _g.KernelHeight && firstRow + _g.PaddingHeight - (first * _g.DilationHeight) >= _g.OutHeight)
        {
            first++;
        }

        int end = _g.KernelHeight;
        while (end > first && lastRow + _g.PaddingHeight - ((end - 1) * _g.DilationHeight) < 0)
        {
            end--;
        }

        return (first * _g.OutChannelsPerGroup, end * _g.OutChannelsPerGroup);
    }

    /// <summary>Every row of dx: the sum of its tap columns' rows, each shifted to its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<TS, TV>(float* sums, float* dx)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int maskLine = _segments * TS.Count;
        nint next = Positions - _g.DilationWidth;
        for (int c = 0; c < _g.InChannelsPerGroup; c++)
        {
            float* channel = sums + ((nint)c * _g.KernelWidth * Positions) + _g.PaddingWidth;
            for (int row = 0; row < _g.Height; row++)
            {
                for (int column = 0; column < _g.Width; column += TS.Count)
                {
                    float* line = channel + ((nint)row * _g.OutWidth) + column;
                    float* mask = Masks + column;
                    TV sum = TS.Zero;
                    for (int u = 0; u < _g.KernelWidth; u++)
                    {
                        sum = TS.Add(sum, TS.And(TS.Load(mask), TS.Load(line)));
                        line += next;
                        mask += maskLine;
                    }

                    TS.StorePartial(sum, dx + column, Math.Min(TS.Count, _g.Width - column));
                }

                dx += _g.Width;
            }
        }
    }
}
