using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// Multiplies every channel of an image by a number of that image and channel: the end of a squeeze-and-excitation block.
/// </summary>
internal sealed unsafe class BlockedScale : BlockedKernel
{
    private readonly BlockedLayout _factors;

    /// <param name="input">How images lie.</param>
    /// <param name="factors">How the numbers lie: one row of one column.</param>
    /// <param name="output">How results lie: with any border.</param>
    /// <exception cref="ArgumentException">The layouts differ in more than the border.</exception>
    public BlockedScale(BlockedLayout input, BlockedLayout factors, BlockedLayout output)
        : base("scale channels", input, output)
    {
        _factors = factors;
        Expect(factors, input.Channels, (1, 1), SimdWidth.Count);
        Expect(output, input.Channels, (input.Height, input.Width), SimdWidth.Count);
        Expect(input, output.Channels, (output.Height, output.Width), SimdWidth.Count);
    }

    /// <inheritdoc/>
    public override int SecondLength => _factors.Length;

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(Output)
        {
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
            Factors = new BlockedImages(operands.Second, _factors),
        };
        BlockedLoop.Run(team, images, Output, Output.Width, rows);
    }

    private readonly struct Rows(in BlockedLayout output) : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);
        private readonly int _width = output.Width;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        public required BlockedImages Factors { get; init; }

        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            var lines = new AffineLines<TS, TV>(rows, _width)
            {
                Input = Input.Row(image, block, first),
                InputStride = Input.RowStride,
                Output = Output.Row(image, block, first),
                OutputStride = Output.RowStride,
                Scale = TS.Load(Factors.Row(image, block, 0)),
                Shift = TS.Zero,
            };
            lines.Visit(default(Identity));
            _border.Clear(Output.Row(image, block, first), first, rows);
        }
    }
}
