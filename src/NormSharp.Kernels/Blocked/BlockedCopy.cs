using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// output[c + channel, i, j] = input[c, i·stride, j·stride]: concatenation, and shortcuts that pad channels and skip positions. Lanes of
/// the blocks that are written get zeros where the input has no channel.
/// </summary>
internal sealed unsafe class BlockedCopy : BlockedKernel
{
    private readonly int _channel;
    private readonly int _stride;
    private readonly int _firstBlock;
    private readonly BlockedLayout _written;

    /// <param name="input">How images lie.</param>
    /// <param name="output">How results lie.</param>
    /// <param name="channel">Which channel of the output the input's first becomes.</param>
    /// <param name="stride">Rows and columns from one that is taken to the next.</param>
    /// <param name="blocks">Which blocks of the output are written.</param>
    /// <exception cref="ArgumentException">What is copied does not fit.</exception>
    public BlockedCopy(BlockedLayout input, BlockedLayout output, int channel, int stride, Range blocks)
        : base("copy channels", input, output)
    {
        (_channel, _stride) = (channel, stride);
        bool fits = input.Lanes == SimdWidth.Count && output.Lanes == SimdWidth.Count
            && channel >= 0 && channel + (long)input.Channels <= output.Channels && stride >= 1
            && (input.Height - 1) / stride >= output.Height - 1 && (input.Width - 1) / stride >= output.Width - 1;
        if (!fits)
        {
            throw new ArgumentException($"Channels of {input} do not fit into {output} from channel {channel} on, stride {stride}.");
        }

        (_firstBlock, int count) = blocks.GetOffsetAndLength(output.Blocks);
        _written = new BlockedLayout(count * output.Lanes, output.Height, output.Width, output.Lanes, output.Border);
    }

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(Input, Output, _channel, _stride)
        {
            FirstBlock = _firstBlock,
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
        };
        BlockedLoop.Run(team, images, _written, Output.Width, rows);
    }

    private readonly struct Rows(in BlockedLayout input, in BlockedLayout output, int channel, int stride) : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);
        private readonly int _lanes = output.Lanes;
        private readonly int _width = output.Width;
        private readonly int _channels = input.Channels;

        public required int FirstBlock { get; init; }

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            block += FirstBlock;
            for (int row = first; row < first + rows; row++)
            {
                float* y = Output.Row(image, block, row);
                int source = (block * _lanes) - channel;
                if (source % _lanes == 0 && source >= 0 && source + _lanes <= _channels)
                {
                    Whole<TS, TV>(Input.Row(image, source / _lanes, row * stride), y);
                }
                else
                {
                    Parts(image, row, source, y);
                }
            }

            _border.Clear(Output.Row(image, block, first), first, rows);
        }

        private void Whole<TS, TV>(float* x, float* y)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            nint step = (nint)stride * TS.Count;
            for (int column = 0; column < _width; column++, x += step, y += TS.Count)
            {
                TS.Store(TS.Load(x), y);
            }
        }

        /// <summary>A block whose lanes come from two blocks, or from none.</summary>
        private void Parts(int image, int row, int source, float* y)
        {
            new Span<float>(y, _width * _lanes).Clear();
            int from = Math.Max(source, 0);
            int end = Math.Min(source + _lanes, _channels);
            while (from < end)
            {
                (int block, int lane) = Math.DivRem(from, _lanes);
                int count = Math.Min(end - from, _lanes - lane);
                float* x = Input.Row(image, block, row * stride) + lane;
                float* target = y + (from - source);
                for (int column = 0; column < _width; column++, x += stride * _lanes, target += _lanes)
                {
                    new ReadOnlySpan<float>(x, count).CopyTo(new Span<float>(target, count));
                }

                from += count;
            }
        }
    }
}
