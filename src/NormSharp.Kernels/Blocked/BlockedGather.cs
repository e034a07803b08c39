using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>Images [C, H, W] become blocked ones; with one lane only a border is added.</summary>
/// <param name="output">How they lie afterwards.</param>
internal sealed unsafe class BlockedGather(BlockedLayout output)
    : BlockedKernel("into blocks", new BlockedLayout(output.Channels, output.Height, output.Width, 1), output)
{
    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(Input, Output)
        {
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
        };
        BlockedLoop.Run(team, images, Output, Output.Width, rows);
    }

    private readonly struct Rows(in BlockedLayout input, in BlockedLayout output) : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);
        private readonly int _plane = input.BlockStride;
        private readonly int _width = output.Width;
        private readonly int _channels = output.Channels;
        private readonly int _lanes = output.Lanes;
        private readonly bool _isWhole = !output.IsBordered;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int channels = Math.Min(_lanes, _channels - (block * _lanes));

            // Without a border rows follow each other: they are one row.
            (int lines, int width) = _isWhole ? (1, rows * _width) : (rows, _width);
            for (int line = 0; line < lines; line++)
            {
                float* x = Input.Row(image, block * _lanes, first + line);
                float* y = Output.Row(image, block, first + line);
                if (_lanes == 1)
                {
                    new ReadOnlySpan<float>(x, width).CopyTo(new Span<float>(y, width));
                    continue;
                }

                Transpose.Matrix(x, _plane, channels, width, y, _lanes);
                for (int column = 0; channels < _lanes && column < width; column++)
                {
                    new Span<float>(y + ((nint)column * _lanes) + channels, _lanes - channels).Clear();
                }
            }

            _border.Clear(Output.Row(image, block, first), first, rows);
        }
    }
}
