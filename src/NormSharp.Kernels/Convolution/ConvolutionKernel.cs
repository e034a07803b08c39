using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>2-D convolution (cross-correlation, as in every deep-learning library) and its gradients.</summary>
/// <remarks>
/// <see cref="ConvolutionPlans"/> chooses the algorithm, unless the caller names one that accepts the geometry. Images are shared out in
/// chunks of fixed size and partial sums are merged in a fixed order, so the result has the same bits on any number of threads. Outputs are
/// overwritten and must not overlap inputs. The twin is <c>ReferenceConvolution</c>, in the tests.
/// </remarks>
internal static unsafe class ConvolutionKernel
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
        ThreadTeam team,
        in ConvolutionGeometry g,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> y) =>
        Forward(team, g, new ForwardSpans { Input = x, Weight = weight, Bias = bias, Output = y });

    /// <summary>
    /// y = f(convolution of x + bias + residual): the forward pass of a network in use, finished while its outputs are in the cache.
    /// </summary>
    /// <remarks>The sum is rounded to float before f: the bits are those of separate passes.</remarks>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="spans">What is read and written.</param>
    /// <param name="algorithm">An algorithm that accepts the geometry; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void Forward(ThreadTeam team, in ConvolutionGeometry g, in ForwardSpans spans, ForwardAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The input", spans.Input.Length, g.InputLength);
        ConvolutionGuard.Length("The weight", spans.Weight.Length, g.WeightLength);
        ConvolutionGuard.Length("The bias", spans.Bias.Length, spans.Bias.IsEmpty ? 0 : g.OutChannels);
        ConvolutionGuard.Length("The residual", spans.Residual.Length, spans.Residual.IsEmpty ? 0 : g.OutputLength);
        ConvolutionGuard.Length("The output", spans.Output.Length, g.OutputLength);
        fixed (float* x = spans.Input, weight = spans.Weight, bias = spans.Bias, residual = spans.Residual, y = spans.Output)
        {
            var operands = new ForwardOperands
            {
                Input = x,
                Weight = weight,
                Bias = bias,
                Residual = residual,
                Activation = spans.Activation,
                Output = y,
            };
            (algorithm ?? ConvolutionPlans.Current.Forward.Choose(g)).Run(team, g, operands);
        }
    }

    /// <summary>dx, the gradient of the loss with respect to the input.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="weight">The weight of the forward pass.</param>
    /// <param name="dx">[Batch, InChannels, Height, Width], written.</param>
    /// <param name="algorithm">An algorithm that accepts the geometry; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientInput(
        ThreadTeam team,
        in ConvolutionGeometry g,
        ReadOnlySpan<float> dy,
        ReadOnlySpan<float> weight,
        Span<float> dx,
        InputGradientAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The output's gradient", dy.Length, g.OutputLength);
        ConvolutionGuard.Length("The weight", weight.Length, g.WeightLength);
        ConvolutionGuard.Length("The input's gradient", dx.Length, g.InputLength);
        fixed (float* pdy = dy, pw = weight, pdx = dx)
        {
            var operands = new InputGradientOperands { OutputGradient = pdy, Weight = pw, InputGradient = pdx };
            (algorithm ?? ConvolutionPlans.Current.InputGradient.Choose(g)).Run(team, g, operands);
        }
    }

    /// <summary>dWeight, the gradient of the loss with respect to the weight, summed over the batch.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="dWeight">[OutChannels, InChannels / Groups, KernelHeight, KernelWidth], written.</param>
    /// <param name="algorithm">An algorithm that accepts the geometry; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientWeight(
        ThreadTeam team,
        in ConvolutionGeometry g,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> dy,
        Span<float> dWeight,
        WeightGradientAlgorithm? algorithm = null)
    {
        CheckWeightGradient(team, g, x, dy, dWeight);
        fixed (float* px = x, pdy = dy, pdw = dWeight)
        {
            var operands = new WeightGradientOperands { Input = px, OutputGradient = pdy, WeightGradient = pdw };
            (algorithm ?? ConvolutionPlans.Current.WeightGradient.Choose(g)).Run(team, g, operands);
        }
    }

    /// <summary><see cref="GradientWeight"/> and <see cref="GradientBias"/>: where dy fits, they read it from memory once.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="dWeight">[OutChannels, InChannels / Groups, KernelHeight, KernelWidth], written.</param>
    /// <param name="dBias">[OutChannels], written.</param>
    /// <param name="algorithm">An algorithm that accepts the geometry; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">The geometry has no output, or a span has the wrong length.</exception>
    public static void GradientParameters(
        ThreadTeam team,
        in ConvolutionGeometry g,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> dy,
        Span<float> dWeight,
        Span<float> dBias,
        WeightGradientAlgorithm? algorithm = null)
    {
        CheckWeightGradient(team, g, x, dy, dWeight);
        ConvolutionGuard.Length("The bias's gradient", dBias.Length, g.OutChannels);
        fixed (float* px = x, pdy = dy, pdw = dWeight, pdb = dBias)
        {
            var operands = new WeightGradientOperands { Input = px, OutputGradient = pdy, WeightGradient = pdw, BiasGradient = pdb };
            (algorithm ?? ConvolutionPlans.Current.WeightGradient.Choose(g)).Run(team, g, operands);
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
            BiasSums.Run(team, g, pdy, pdb);
        }
    }

    private static void CheckWeightGradient(
        ThreadTeam team, in ConvolutionGeometry g, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> dWeight)
    {
        ArgumentNullException.ThrowIfNull(team);
        ConvolutionGuard.Check(g);
        ConvolutionGuard.Length("The input", x.Length, g.InputLength);
        ConvolutionGuard.Length("The output's gradient", dy.Length, g.OutputLength);
        ConvolutionGuard.Length("The weight's gradient", dWeight.Length, g.WeightLength);
    }
}
