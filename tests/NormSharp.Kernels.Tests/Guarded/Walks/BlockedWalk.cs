using NormSharp.Kernels.Blocked;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Kernels on blocked images.</summary>
internal sealed class BlockedWalk : IGuardedWalk
{
    private static readonly int Lanes = SimdWidth.Count;

    public void Run(GuardedCase c)
    {
        ConvolutionGeometry g = Draw(c);
        bool depthwise = g.Groups > 1;
        BlockedLayout output = Layout(c, g.OutChannels, (g.OutHeight, g.OutWidth), (0, 0));
        BlockedLayout? residual = c.Coin() ? Layout(c, g.OutChannels, (g.OutHeight, g.OutWidth), (0, 0)) : null;
        int lanes = !depthwise && c.Coin() ? 1 : Lanes;
        BlockedLayout input = Layout(c, g.InChannels, (g.Height, g.Width), (g.PaddingHeight, g.PaddingWidth), lanes);
        float[] weight = new float[g.WeightLength], bias = new float[g.OutChannels];
        Call(c, g.Batch, residual, depthwise
            ? new BlockedDepthwise(g, (input, output, residual), weight, bias, c.AnyActivation())
            : new BlockedConvolution(new BlockedConvolutionShape(g, input, output, residual), weight, bias, c.AnyActivation()));

        Winograd(c, g.InChannels, g.OutChannels);
        BlockedLayout image = Layout(c, g.InChannels, (g.Height, g.Width), (0, 0));
        BlockedLayout other = Layout(c, g.InChannels, (g.Height, g.Width), (0, 0));
        BlockedLayout column = Layout(c, g.InChannels, (1, 1), (0, 0));
        Call(c, g.Batch, null, new BlockedGather(image));
        Call(c, g.Batch, null, new BlockedScatter(image));
        Call(c, g.Batch, null, new BlockedMean(image, column));
        Call(c, g.Batch, column, new BlockedScale(image, column, other));
        Call(c, g.Batch, null, new BlockedAffine(image, other, new float[g.InChannels], new float[g.InChannels], c.AnyActivation()));
        int stride = c.Random.Next(1, 4), channel = c.Random.Next(0, 40);
        BlockedLayout wide = Layout(
            c, g.InChannels + channel + c.Random.Next(20), (((g.Height - 1) / stride) + 1, ((g.Width - 1) / stride) + 1), (0, 0));
        Call(c, g.Batch, null, new BlockedCopy(image, wide, channel, stride, ..));
        int window = c.Random.Next(1, Math.Min(4, Math.Min(g.Height, g.Width) + 1));
        var pooling = new PoolingGeometry(new(1, g.Height, g.Width, window, window, stride, stride)
        {
            PaddingHeight = window / 2,
            PaddingWidth = window / 2,
        });
        BlockedLayout pooled = Layout(c, g.InChannels, (pooling.OutHeight, pooling.OutWidth), (0, 0));
        Call(c, g.Batch, null, new BlockedPooling(c.Any<BlockedPoolingKind>(), pooling, image, pooled));
    }

    private static void Winograd(GuardedCase c, int channels, int filters)
    {
        var g = new ConvolutionGeometry(new(c.Random.Next(1, 3), channels, c.Random.Next(3, 14), c.Random.Next(3, 14), filters, 3, 3)
        {
            PaddingHeight = c.Random.Next(0, 3),
            PaddingWidth = c.Random.Next(0, 3),
        });
        BlockedLayout input = Layout(c, channels, (g.Height, g.Width), (g.PaddingHeight, g.PaddingWidth));
        BlockedLayout output = Layout(c, filters, (g.OutHeight, g.OutWidth), (0, 0));
        BlockedLayout? residual = c.Coin() ? Layout(c, filters, (g.OutHeight, g.OutWidth), (0, 0)) : null;
        Call(c, g.Batch, residual, new BlockedWinograd(
            new BlockedConvolutionShape(g, input, output, residual),
            new float[g.WeightLength],
            new float[filters],
            new Activation(ActivationKind.Relu)));
    }

    private static void Call(GuardedCase c, int images, BlockedLayout? second, BlockedKernel kernel)
    {
        Span<float> x = c.Floats(images * kernel.Input.Length), y = c.Floats(images * kernel.Output.Length);
        Span<float> other = second is { } layout ? c.Floats(images * layout.Length) : default;
        c.Say($"{kernel.GetType().Name}.Run", $"{images} of {kernel.Input} to {kernel.Output}, second {second}");
        kernel.Run(c.Team, images, x, other, y);
    }

    private static BlockedLayout Layout(GuardedCase c, int channels, (int H, int W) plane, (int H, int W) least, int? lanes = null)
        => new(channels, plane.H, plane.W, lanes ?? Lanes, (least.H + c.Random.Next(2), least.W + c.Random.Next(2)));

    private static ConvolutionGeometry Draw(GuardedCase c)
    {
        while (true)
        {
            bool depthwise = c.Random.Next(3) == 0;
            int channels = c.Extent(2), filters = depthwise ? channels : c.Extent();
            int height = c.Extent(1, 33), width = c.Extent(1, 33), rows = c.Random.Next(1, 6), columns = c.Random.Next(1, 6);
            var sizes = new ConvolutionSizes(c.Random.Next(1, 3), channels, height, width, filters, rows, columns)
            {
                StrideHeight = c.Random.Next(1, 4),
                StrideWidth = c.Random.Next(1, 4),
                PaddingHeight = c.Random.Next(0, 3),
                PaddingWidth = c.Random.Next(0, 3),
                DilationHeight = c.Random.Next(1, 3),
                DilationWidth = c.Random.Next(1, 3),
                Groups = depthwise ? channels : 1,
            };
            bool fits = height + (2 * sizes.PaddingHeight) > sizes.DilationHeight * (rows - 1)
                && width + (2 * sizes.PaddingWidth) > sizes.DilationWidth * (columns - 1);
            if (fits && GuardedCase.IsSmall(channels, height, width) && GuardedCase.IsSmall(filters, height, width))
            {
                return new ConvolutionGeometry(sizes);
            }
        }
    }
}
