using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>The forward pass: one correlation, by Winograd's algorithm, an image after the other or with the batch along the vectors where that saves time.</summary>
internal static unsafe class ForwardPass
{
    public static void Run(
        ThreadTeam team, in ConvolutionGeometry g, float* x, float* weight, float* bias, float* y, float* residual = null, Activation activation = default)
    {
        if (WinogradShape.Of(g) is { Pays: true } shape)
        {
            WinogradCorrelation.Forward(team, shape, x, weight, bias, y, residual, activation);
            return;
        }

        Correlation correlation = Correlation(g, x, weight, bias, y) with { Residual = residual, Activation = activation };
        if (ImageShape.Pays(correlation))
        {
            ImageCorrelation.Run(team, correlation);
            return;
        }

        if (ImageShape.RowsPay(correlation))
        {
            ImageRowCorrelation.Run(team, correlation);
            return;
        }

        if (LaneShape.Pays(correlation))
        {
            LaneCorrelation.Run(team, correlation);
            return;
        }

        using ThreadTeam.Lease lease = team.Reserve();
        CorrelationKernel.Run(team, correlation, team.SharedScratch(CorrelationKernel.ScratchLength(team, correlation)));
    }

    /// <summary>How the output's positions, the filter's taps and the input's positions meet.</summary>
    public static Correlation Correlation(in ConvolutionGeometry g, float* x, float* weight, float* bias, float* y) => new()
    {
        Source = x,
        SourceEnd = x + g.InputLength,
        Output = y,
        Weight = weight,
        Bias = bias,
        Images = g.Batch,
        Groups = g.Groups,
        Channels = g.InChannelsPerGroup,
        Filters = g.OutChannelsPerGroup,
        Rows = new Axis(g.KernelHeight, -g.PaddingHeight, g.DilationHeight, g.StrideHeight, g.Height, g.OutHeight),
        Columns = new Axis(g.KernelWidth, -g.PaddingWidth, g.DilationWidth, g.StrideWidth, g.Width, g.OutWidth),
        OutputPlane = g.OutHeight * g.OutWidth,
        OutputRowStride = g.OutWidth,
        OutputColumnStride = 1,
    };
}
