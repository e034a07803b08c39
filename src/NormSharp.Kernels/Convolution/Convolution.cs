using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>2-D convolution (cross-correlation, as in every deep-learning library) and its gradients.</summary>
/// <remarks>
/// Images are shared out in chunks of fixed size and partial sums are merged in a fixed order, so the result has the same bits on any number of
/// threads. Outputs are overwritten and must not overlap inputs. The twin is <see cref="ReferenceConvolution"/>.
/// </remarks>
internal static unsafe class Convolution
{
    /// <summary>y[n, o, r, s] = bias[o] + Σ_{c, i, j} weight[o, c, i, j] · x[n, c, r·stride + i·dilation − padding, …].</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">[Batch, InChannels, Height, Width].</param>
    /// <param name="weight">[OutChannels, InChannels / Groups, KernelHeight, KernelWidth].</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <param name="y">[Batch, OutChannels, OutHeight, OutWidth], written.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void Forward(
        ThreadTeam team, in ConvolutionGeometry g, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The input", x.Length, g.InputLength);
        ConvolutionGuard.Length("The weight", weight.Length, g.WeightLength);
        ConvolutionGuard.Length("The bias", bias.Length, bias.IsEmpty ? 0 : g.OutChannels);
        ConvolutionGuard.Length("The output", y.Length, g.OutputLength);
        fixed (float* px = x, pw = weight, pb = bias, py = y)
        {
            ForwardPass.Run(team, g, px, pw, pb, py);
        }
    }

    /// <summary>y = f(convolution of x + bias + residual): the forward pass of a network in use, finished while its outputs are in the cache.</summary>
    /// <remarks>The sum is rounded to float before f: the bits are those of separate passes.</remarks>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">[Batch, InChannels, Height, Width].</param>
    /// <param name="weight">[OutChannels, InChannels / Groups, KernelHeight, KernelWidth].</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <param name="residual">[Batch, OutChannels, OutHeight, OutWidth], or empty for none.</param>
    /// <param name="activation">f.</param>
    /// <param name="y">[Batch, OutChannels, OutHeight, OutWidth], written; must not overlap an operand.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void ForwardThen(
        ThreadTeam team,
        in ConvolutionGeometry g,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> residual,
        Activation activation,
        Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The input", x.Length, g.InputLength);
        ConvolutionGuard.Length("The weight", weight.Length, g.WeightLength);
        ConvolutionGuard.Length("The bias", bias.Length, bias.IsEmpty ? 0 : g.OutChannels);
        ConvolutionGuard.Length("The residual", residual.Length, residual.IsEmpty ? 0 : g.OutputLength);
        ConvolutionGuard.Length("The output", y.Length, g.OutputLength);
        fixed (float* px = x, pw = weight, pb = bias, pr = residual, py = y)
        {
            ForwardPass.Run(team, g, px, pw, pb, py, pr, activation);
        }
    }

    /// <summary>dx, the gradient of the loss with respect to the input.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="weight">The weight of the forward pass.</param>
    /// <param name="dx">[Batch, InChannels, Height, Width], written.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientInput(ThreadTeam team, in ConvolutionGeometry g, ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The output's gradient", dy.Length, g.OutputLength);
        ConvolutionGuard.Length("The weight", weight.Length, g.WeightLength);
        ConvolutionGuard.Length("The input's gradient", dx.Length, g.InputLength);
        fixed (float* pdy = dy, pw = weight, pdx = dx)
        {
            InputGradient.Run(team, g, pdy, pw, pdx);
        }
    }

    /// <summary>dWeight, the gradient of the loss with respect to the weight, summed over the batch.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="dWeight">[OutChannels, InChannels / Groups, KernelHeight, KernelWidth], written.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientWeight(ThreadTeam team, in ConvolutionGeometry g, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The input", x.Length, g.InputLength);
        ConvolutionGuard.Length("The output's gradient", dy.Length, g.OutputLength);
        ConvolutionGuard.Length("The weight's gradient", dWeight.Length, g.WeightLength);
        fixed (float* px = x, pdy = dy, pdw = dWeight)
        {
            WeightGradient.Run(team, g, px, pdy, pdw);
        }
    }

    /// <summary><see cref="GradientWeight"/> and <see cref="GradientBias"/>: where dy fits, they read it from memory once.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="dWeight">[OutChannels, InChannels / Groups, KernelHeight, KernelWidth], written.</param>
    /// <param name="dBias">[OutChannels], written.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientParameters(
        ThreadTeam team, in ConvolutionGeometry g, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The input", x.Length, g.InputLength);
        ConvolutionGuard.Length("The output's gradient", dy.Length, g.OutputLength);
        ConvolutionGuard.Length("The weight's gradient", dWeight.Length, g.WeightLength);
        ConvolutionGuard.Length("The bias's gradient", dBias.Length, g.OutChannels);
        fixed (float* px = x, pdy = dy, pdw = dWeight, pdb = dBias)
        {
            WeightGradient.Run(team, g, px, pdy, pdw, pdb);
        }
    }

    /// <summary>dBias[o] = Σ dy[n, o, …], the gradient of the loss with respect to the bias.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="dBias">[OutChannels], written.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientBias(ThreadTeam team, in ConvolutionGeometry g, ReadOnlySpan<float> dy, Span<float> dBias)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The output's gradient", dy.Length, g.OutputLength);
        ConvolutionGuard.Length("The bias's gradient", dBias.Length, g.OutChannels);
        fixed (float* pdy = dy, pdb = dBias)
        {
            BiasGradient.Run(team, g, pdy, pdb);
        }
    }
}
