using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Convolutions and their gradients; by default as unfolded patches times weight, group by group and image by image. All operands are
/// contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class ConvolutionOperations(Backend backend)
{
    /// <summary>y = convolution of x with weight, plus bias where it is not null.</summary>
    public virtual void Forward(in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor padded = Padded(scratch, g, x);
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

    /// <summary>
    /// y = f(convolution of x with weight + bias + residual), where the residual may be null: a convolution of an inference plan. The sum
    /// is rounded before f, so that the bits are those of separate operations; y overlaps no operand.
    /// </summary>
    public virtual void ForwardThen(FusedConvolution step, Tensor x, Tensor? residual, Tensor y)
    {
        Forward(step.Geometry, x, step.Weight, step.Bias, y);
        if (residual is not null)
        {
            backend.Binary(BinaryOperation.Add, y, residual, y);
        }

        backend.ActivateInPlace(step.Activation, y);
    }

    /// <summary>The problem that a pass is, and the algorithms that can compute it.</summary>
    public virtual KernelChoice Choice(ConvolutionPass pass, in ConvolutionGeometry g) => new(KernelChoice.ProblemOf(pass, g), []);

    /// <summary>The gradient by the input; by an algorithm of <see cref="Choice"/>, or the backend's own choice where it is null.</summary>
    public virtual void GradientInput(in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx, string? algorithm = null)
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

    /// <summary>The gradient by the weight.</summary>
    public virtual void GradientWeight(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor padded = Padded(scratch, g, x);
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

    /// <summary>The gradient by the bias: dy summed over batch and space.</summary>
    public virtual void GradientBias(in ConvolutionGeometry g, Tensor dy, Tensor dBias)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor perImage = scratch.Rent([g.Batch, g.OutChannels]);
        backend.Sum(new Reduction(g.Batch * g.OutChannels, g.OutHeight * g.OutWidth, 1), dy, perImage);
        backend.Sum(new Reduction(1, g.Batch, g.OutChannels), perImage, dBias);
    }

    /// <summary><see cref="GradientWeight"/> and <see cref="GradientBias"/>.</summary>
    public virtual void GradientParameters(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
    {
        GradientWeight(g, x, dy, dWeight);
        GradientBias(g, dy, dBias);
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

    private Tensor Padded(ScratchMemory scratch, in ConvolutionGeometry g, Tensor x)
    {
        Tensor padded = scratch.Rent(PaddedShape(g));
        backend.Fill(padded, 0);
        backend.Copy(x.View([g.Batch, g.InChannels, g.Height, g.Width]), Interior(g, padded));
        return padded;
    }
}
