using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

/// <summary>Convolution as unfolded patches times weight, group by group and image by image.</summary>
internal static class ComposedConvolution
{
    public static void Forward(Backend backend, in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor padded = Padded(backend, scratch, g, x);
        Tensor patches = scratch.Rent(PatchShape(g));
        Tensor filters = weight.View([g.Groups, g.OutChannelsPerGroup, PatchLength(g)]);
        Tensor outputs = y.View([g.Batch, g.Groups, g.OutChannelsPerGroup, g.OutHeight * g.OutWidth]);
        for (int n = 0; n < g.Batch; n++)
        {
            backend.Copy(WindowsOf(g, padded.Entry(n)), patches);
            backend.MatMul(filters, PatchMatrix(g, patches), outputs.Entry(n));
        }

        if (bias is not null)
        {
            backend.Accumulate(bias.View([1, g.OutChannels, 1, 1]).BroadcastTo(y.Shape), y);
        }
    }

    public static void GradientInput(Backend backend, in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor padded = scratch.Rent(PaddedShape(g));
        backend.Fill(padded, 0);
        Tensor patches = scratch.Rent(PatchShape(g));
        Tensor filters = weight.View([g.Groups, g.OutChannelsPerGroup, PatchLength(g)]).Permuted(0, 2, 1);
        Tensor upstream = dy.View([g.Batch, g.Groups, g.OutChannelsPerGroup, g.OutHeight * g.OutWidth]);
        for (int n = 0; n < g.Batch; n++)
        {
            backend.MatMul(filters, upstream.Entry(n), PatchMatrix(g, patches));
            Tensor windows = WindowsOf(g, padded.Entry(n));

            // Windows of different kernel positions overlap in memory, those of one position do not.
            for (int kh = 0; kh < g.KernelHeight; kh++)
            {
                for (int kw = 0; kw < g.KernelWidth; kw++)
                {
                    backend.Accumulate(At(patches, kh, kw), At(windows, kh, kw));
                }
            }
        }

        backend.Copy(Interior(g, padded), dx);
    }

    public static void GradientWeight(Backend backend, in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor padded = Padded(backend, scratch, g, x);
        Tensor patches = scratch.Rent(PatchShape(g));
        Tensor filters = dWeight.View([g.Groups, g.OutChannelsPerGroup, PatchLength(g)]);
        Tensor upstream = dy.View([g.Batch, g.Groups, g.OutChannelsPerGroup, g.OutHeight * g.OutWidth]);
        backend.Fill(dWeight, 0);
        for (int n = 0; n < g.Batch; n++)
        {
            backend.Copy(WindowsOf(g, padded.Entry(n)), patches);
            backend.MatMul(upstream.Entry(n), PatchMatrix(g, patches).Permuted(0, 2, 1), filters, accumulate: true);
        }
    }

    public static void GradientBias(Backend backend, in ConvolutionGeometry g, Tensor dy, Tensor dBias)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor perImage = scratch.Rent([g.Batch, g.OutChannels]);
        backend.Sum(new Reduction(g.Batch * g.OutChannels, g.OutHeight * g.OutWidth, 1), dy, perImage);
        backend.Sum(new Reduction(1, g.Batch, g.OutChannels), perImage, dBias);
    }

    private static int PatchLength(in ConvolutionGeometry g) => g.InChannelsPerGroup * g.KernelHeight * g.KernelWidth;

    private static Shape PaddedShape(in ConvolutionGeometry g)
        => [g.Batch, g.InChannels, g.Height + (2 * g.PaddingHeight), g.Width + (2 * g.PaddingWidth)];

    private static Shape PatchShape(in ConvolutionGeometry g)
        => [g.InChannels, g.KernelHeight, g.KernelWidth, g.OutHeight, g.OutWidth];

    private static Tensor PatchMatrix(in ConvolutionGeometry g, Tensor patches)
        => patches.View([g.Groups, PatchLength(g), g.OutHeight * g.OutWidth]);

    private static Tensor WindowsOf(in ConvolutionGeometry g, Tensor image)
        => image.Windows(
            (g.KernelHeight, g.KernelWidth),
            (g.OutHeight, g.OutWidth),
            (g.StrideHeight, g.StrideWidth),
            (g.DilationHeight, g.DilationWidth));

    private static Tensor At(Tensor windows, int kh, int kw) => windows.Narrowed(1, kh, 1).Narrowed(2, kw, 1);

    private static Tensor Interior(in ConvolutionGeometry g, Tensor padded)
        => padded.Narrowed(2, g.PaddingHeight, g.Height).Narrowed(3, g.PaddingWidth, g.Width);

    private static Tensor Padded(Backend backend, ScratchMemory scratch, in ConvolutionGeometry g, Tensor x)
    {
        Tensor padded = scratch.Rent(PaddedShape(g));
        backend.Fill(padded, 0);
        backend.Copy(x.View([g.Batch, g.InChannels, g.Height, g.Width]), Interior(g, padded));
        return padded;
    }
}
