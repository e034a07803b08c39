using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>Blocked images become images [C, H, W].</summary>
/// <param name="input">How they lie before.</param>
internal sealed unsafe class BlockedScatter(BlockedLayout input)
    : BlockedKernel("out of blocks", input, new BlockedLayout(input.Channels, input.Height, input.Width, 1))
{
    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(Input, Output)
        {
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
        };
        BlockedLoop.Run(team, images, Input, Input.Width, rows);
    }

    private readonly struct Rows(in BlockedLayout input, in BlockedLayout output) : IBlockedRows
    {
        private readonly int _plane = output.BlockStride;
        private readonly int _width = input.Width;
        private readonly int _channels = input.Channels;
        private readonly int _lanes = input.Lanes;
        private readonly bool _isWhole = !input.IsBordered;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int channels = Math.Min(_lanes, _channels - (block * _lanes));
            (int lines, int width) = _isWhole ? (1, rows * _width) : (rows, _width);
            for (int line = 0; line < lines; line++)
            {
                float* x = Input.Row(image, block, first + line);
                float* y = Output.Row(image, block * _lanes, first + line);
                Transpose.Matrix(x, _lanes, width, channels, y, _plane);
            }
        }
    }
}
