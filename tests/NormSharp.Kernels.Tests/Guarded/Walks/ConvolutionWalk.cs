using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Convolutions in all passes, by every algorithm that accepts the geometry.</summary>
internal sealed class ConvolutionWalk : IGuardedWalk
{
    private const long MostProducts = 1 << 22;

    public void Run(GuardedCase c)
    {
        ConvolutionGeometry g = Draw(c);
        var plans = new ConvolutionPlans(c.Machine, ForcedAlgorithms.None);
        Forward(c, g, plans);
        InputGradient(c, g, plans);
        WeightGradient(c, g, plans);
    }

    private static void Forward(GuardedCase c, in ConvolutionGeometry g, ConvolutionPlans plans)
    {
        Span<float> x = c.Floats(g.InputLength), weight = c.Floats(g.WeightLength), y = c.Floats(g.OutputLength);
        foreach (ForwardAlgorithm algorithm in plans.Forward.Algorithms)
        {
            if (algorithm.Judge(g).Accepts)
            {
                Span<float> bias = c.FloatsOrNone(g.OutChannels), residual = c.FloatsOrNone(g.OutputLength);
                Activation activation = c.AnyActivation();
                c.Say(
                    "ConvolutionKernel.Forward",
                    $"{algorithm.Name}, {g.Sizes}, {activation}, bias {bias.Length}, residual {residual.Length}");
                c.Note($"convolution-forward={algorithm.Name}");
                var spans = new ForwardSpans
                {
                    Input = x,
                    Weight = weight,
                    Bias = bias,
                    Residual = residual,
                    Activation = activation,
                    Output = y,
                };
                ConvolutionKernel.Forward(c.Team, g, spans, algorithm);
            }
        }
    }

    private static void InputGradient(GuardedCase c, in ConvolutionGeometry g, ConvolutionPlans plans)
    {
        Span<float> dy = c.Floats(g.OutputLength), weight = c.Floats(g.WeightLength), dx = c.Floats(g.InputLength);
        foreach (InputGradientAlgorithm algorithm in plans.InputGradient.Algorithms)
        {
            if (algorithm.Judge(g).Accepts)
            {
                c.Say("ConvolutionKernel.GradientInput", $"{algorithm.Name}, {g.Sizes}");
                c.Note($"convolution-input-gradient={algorithm.Name}");
                ConvolutionKernel.GradientInput(c.Team, g, dy, weight, dx, algorithm);
            }
        }
    }

    private static void WeightGradient(GuardedCase c, in ConvolutionGeometry g, ConvolutionPlans plans)
    {
        Span<float> x = c.Floats(g.InputLength), dy = c.Floats(g.OutputLength);
        Span<float> dWeight = c.Floats(g.WeightLength), dBias = c.Floats(g.OutChannels);
        foreach (WeightGradientAlgorithm algorithm in plans.WeightGradient.Algorithms)
        {
            if (algorithm.Judge(g).Accepts)
            {
                c.Say("ConvolutionKernel.GradientWeight", $"{algorithm.Name}, {g.Sizes}");
                c.Note($"convolution-weight-gradient={algorithm.Name}");
                ConvolutionKernel.GradientWeight(c.Team, g, x, dy, dWeight, algorithm);
                c.Say("ConvolutionKernel.GradientParameters", $"{algorithm.Name}, {g.Sizes}");
                ConvolutionKernel.GradientParameters(c.Team, g, x, dy, dWeight, dBias, algorithm);
            }
        }

        c.Say("ConvolutionKernel.GradientBias", $"{g.Sizes}");
        ConvolutionKernel.GradientBias(c.Team, g, dy, dBias);
    }

    private static ConvolutionGeometry Draw(GuardedCase c)
    {
        while (true)
        {
            ConvolutionSizes sizes = c.Random.Next(12) switch
            {
                0 => Winograd(c),
                1 => SmallImages(c),
                2 => WholeVectors(c),
                3 => Strided(c),
                4 => Far(c),
                5 or 6 or 7 or 8 => Fitting(c),
                _ => Any(c),
            };
            if (IsQuick(sizes))
            {
                return new ConvolutionGeometry(sizes);
            }
        }
    }

    /// <summary>3×3 at stride 1, with any padding.</summary>
    private static ConvolutionSizes Winograd(GuardedCase c) =>
        new(c.Random.Next(1, 4), c.Extent(1, 40), c.Extent(1, 20), c.Extent(1, 20), c.Extent(1, 40), 3, 3)
        {
            PaddingHeight = c.Random.Next(0, 5),
            PaddingWidth = c.Random.Next(0, 5),
        };

    /// <summary>Many small images, for vectors along the batch.</summary>
    private static ConvolutionSizes SmallImages(GuardedCase c)
    {
        int groups = c.Random.Next(1, 3);
        return new(
            c.Random.Next(1, 140), groups * c.Random.Next(1, 5), c.Random.Next(1, 9), c.Random.Next(1, 9), groups * c.Any(4, 5, 6, 7),
            c.Random.Next(1, 4), c.Random.Next(1, 4))
        {
            PaddingHeight = c.Random.Next(0, 3),
            PaddingWidth = c.Random.Next(0, 3),
            Groups = groups,
            StrideHeight = c.Coin() ? 1 : 2,
            StrideWidth = c.Coin() ? 1 : 2,
        };
    }

    /// <summary>Rows of outputs that are whole vectors or halves of them.</summary>
    private static ConvolutionSizes WholeVectors(GuardedCase c)
    {
        int kernel = c.Random.Next(1, 6), width = c.Any(4, 8, 16, 24, 32), height = c.Any(1, 2, 4, 8, 16, 24);
        int padding = c.Random.Next(3) == 0 ? kernel / 2 : 0;
        return new(
            c.Random.Next(1, 12), c.Any(1, 2, 3, 6, 8), height + kernel - 1 - (2 * padding), width + kernel - 1 - (2 * padding),
            c.Any(4, 6, 8, 12, 16), kernel, kernel)
        {
            PaddingHeight = padding,
            PaddingWidth = padding,
        };
    }

    /// <summary>
    /// Rows of outputs that end with a vector, one before or one after, and with the last number of the input: where a bound that is wrong
    /// by one reads or writes outside.
    /// </summary>
    private static ConvolutionSizes Fitting(GuardedCase c)
    {
        int stride = c.Random.Next(3) == 0 ? 2 : 1, kernel = c.Random.Next(1, 5);
        int width = c.Any(3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33), height = c.Random.Next(1, 4);
        return new(
            c.Random.Next(1, 3), c.Random.Next(1, 4), ((height - 1) * stride) + kernel, ((width - 1) * stride) + kernel,
            c.Any(1, 3, 4, 5, 6, 8, 12), kernel, kernel)
        {
            StrideHeight = stride,
            StrideWidth = stride,
        };
    }

    /// <summary>Every second column.</summary>
    private static ConvolutionSizes Strided(GuardedCase c) =>
        new(c.Random.Next(1, 4), c.Extent(1, 20), c.Extent(), c.Extent(), c.Extent(1, 20), c.Random.Next(1, 8), c.Random.Next(1, 8))
        {
            StrideHeight = c.Any(1, 2, 3),
            StrideWidth = 2,
            PaddingHeight = c.Random.Next(0, 4),
            PaddingWidth = c.Random.Next(0, 4),
        };

    /// <summary>Strides, paddings and dilations far beyond the image.</summary>
    private static ConvolutionSizes Far(GuardedCase c)
    {
        int far = c.Any(1000, 1 << 15, 1 << 20);
        var sizes = new ConvolutionSizes(
            1, c.Random.Next(1, 3), c.Extent(1, 9), c.Extent(1, 9), c.Random.Next(1, 8), 1, c.Random.Next(1, 3));
        return c.Random.Next(4) switch
        {
            0 => sizes with { StrideWidth = far, StrideHeight = far },
            1 => sizes with { StrideWidth = far, PaddingWidth = c.Random.Next(1, far) },
            2 => sizes with { DilationWidth = far, PaddingWidth = far / 2, StrideWidth = c.Any(1, 2, far / 4, far) },
            _ => sizes with
            {
                KernelHeight = 2,
                KernelWidth = 1,
                DilationHeight = far,
                PaddingHeight = far - 1,
                StrideHeight = c.Any(2, 3, far / 2, far),
            },
        };
    }

    private static ConvolutionSizes Any(GuardedCase c)
    {
        int groups = c.Random.Next(3) == 0 ? c.Random.Next(2, 6) : 1;
        return new(
            c.Random.Next(0, 5), groups * c.Extent(1, 20), c.Extent(), c.Extent(), groups * c.Extent(1, 20), c.Extent(1, 12),
            c.Extent(1, 12))
        {
            StrideHeight = c.Random.Next(1, 5),
            StrideWidth = c.Random.Next(1, 5),
            PaddingHeight = c.Extent(1, 12) - 1,
            PaddingWidth = c.Extent(1, 12) - 1,
            DilationHeight = c.Random.Next(1, 4),
            DilationWidth = c.Random.Next(1, 4),
            Groups = groups,
        };
    }

    private static bool IsQuick(in ConvolutionSizes s)
    {
        long rows = Positions(s.Height, s.KernelHeight, s.StrideHeight, s.PaddingHeight, s.DilationHeight);
        long columns = Positions(s.Width, s.KernelWidth, s.StrideWidth, s.PaddingWidth, s.DilationWidth);
        long padded = (s.Height + (2L * s.PaddingHeight)) * (s.Width + (2L * s.PaddingWidth))
            * (Math.Max(s.InChannels, s.OutChannels) + 16);
        return rows > 0 && columns > 0 && s.Height > 0 && s.Width > 0
            && padded <= 1L << 27
            && GuardedCase.IsSmall(s.Batch, s.InChannels, s.Height, s.Width)
            && s.Batch * s.OutChannels * rows * columns <= 1 << 18
            && s.Batch * s.OutChannels * rows * columns * (s.InChannels / s.Groups) * s.KernelHeight * s.KernelWidth <= MostProducts;
    }

    private static long Positions(int input, int kernel, int stride, int padding, int dilation)
    {
        long last = input + (2L * padding) - ((long)dilation * (kernel - 1)) - 1;
        return last < 0 ? 0 : (last / stride) + 1;
    }
}
