using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>y = f(scale · x + shift), channel by channel, of blocked images: a normalization with fixed statistics.</summary>
internal sealed unsafe class BlockedAffine : BlockedKernel
{
    private readonly PinnedFloats _scale;
    private readonly PinnedFloats _shift;
    private readonly Activation _activation;

    /// <param name="input">How images lie.</param>
    /// <param name="output">How results lie: with any border.</param>
    /// <param name="scale">A number for each channel.</param>
    /// <param name="shift">A number for each channel.</param>
    /// <param name="activation">f.</param>
    /// <exception cref="ArgumentException">A span has another length, or the layouts differ in more than the border.</exception>
    public BlockedAffine(
        BlockedLayout input, BlockedLayout output, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Activation activation)
        : base("normalize", input, output)
    {
        Expect(output, input.Channels, (input.Height, input.Width), SimdWidth.Count);
        Expect(input, output.Channels, (output.Height, output.Width), SimdWidth.Count);
        Guard.Length(scale.Length, input.Channels, nameof(scale));
        Guard.Length(shift.Length, input.Channels, nameof(shift));
        _activation = activation;
        _scale = new PinnedFloats(input.Blocks * input.Lanes);
        _shift = new PinnedFloats(input.Blocks * input.Lanes);
        scale.CopyTo(_scale.Span);
        shift.CopyTo(_shift.Span);
    }

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(Output, _activation)
        {
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
            Scale = _scale.Start,
            Shift = _shift.Start,
        };
        BlockedLoop.Run(team, images, Output, Output.Width, rows);
    }

    private readonly struct Rows(in BlockedLayout output, Activation activation) : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);
        private readonly Activation _activation = activation;
        private readonly int _width = output.Width;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        public required float* Scale { get; init; }

        public required float* Shift { get; init; }

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
                Scale = TS.Load(Scale + (block * TS.Count)),
                Shift = TS.Load(Shift + (block * TS.Count)),
            };
            _activation.Dispatch(ref lines);
            _border.Clear(Output.Row(image, block, first), first, rows);
        }
    }
}
