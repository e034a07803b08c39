using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Convolution.TapRows;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the input. An input position meets only the taps that reach it from a whole output position, so the
/// positions of one residue modulo the stride are one correlation of dy with a part of the flipped filters, at stride 1.
/// </summary>
internal static unsafe class InputGradient
{
    /// <summary>Input positions for each output position from which scattering products is cheaper than correlating with padding.</summary>
    private const double MuchPadding = 1.3;

    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx)
    {
        if (WinogradShape.OfInputGradient(g) is { Pays: true } shape)
        {
            WinogradCorrelation.GradientInput(team, shape, dy, weight, dx);
            return;
        }

        if (TapRowShape.Pays(g))
        {
            TapRowGradient.Run(team, g, dy, weight, dx);
            return;
        }

        if (g.StrideHeight == 1 && g.StrideWidth == 1 && LaneShape.Pays(Correlation(g, dy, dx, TapRows(g, 0), TapColumns(g, 0))))
        {
            ByLanes(team, g, dy, weight, dx);
            return;
        }

        double positions = (double)g.OutHeight * g.OutWidth;
        if (g.StrideHeight == 1 && g.StrideWidth == 1 && g.Height * (double)g.Width > MuchPadding * positions)
        {
            PatchGradient.Run(team, g, dy, weight, dx);
            return;
        }

        using ThreadTeam.Lease lease = team.Reserve();
        if (StridedGradient.Fits(g))
        {
            StridedGradient.Run(team, g, dy, weight, dx);
            return;
        }

        for (int h = 0; h < Math.Min(g.StrideHeight, g.Height); h++)
        {
            for (int w = 0; w < Math.Min(g.StrideWidth, g.Width); w++)
            {
                Residue(team, g, dy, weight, dx + (h * g.Width) + w, TapRows(g, h), TapColumns(g, w));
            }
        }
    }

    /// <summary>At stride 1, with the batch along the vectors.</summary>
    public static void ByLanes(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        ResidueTaps rows = TapRows(g, 0);
        ResidueTaps columns = TapColumns(g, 0);
        Correlation correlation = Correlation(g, dy, dx, rows, columns);
        nuint work = LaneCorrelation.ScratchLength(team, correlation);
        float* scratch = team.SharedScratch(work + (nuint)g.WeightLength);
        float* flipped = scratch + work;
        team.For(g.InChannels, new Flip(g, weight, flipped, rows, columns));
        LaneCorrelation.Run(team, correlation with { Weight = flipped }, scratch);
    }

    private static ResidueTaps TapRows(in ConvolutionGeometry g, int residue) =>
        new(residue, g.KernelHeight, g.StrideHeight, g.PaddingHeight, g.DilationHeight);

    private static ResidueTaps TapColumns(in ConvolutionGeometry g, int residue) =>
        new(residue, g.KernelWidth, g.StrideWidth, g.PaddingWidth, g.DilationWidth);

    private static Correlation Correlation(in ConvolutionGeometry g, float* dy, float* dx, in ResidueTaps rows, in ResidueTaps columns) => new()
    {
        Source = dy,
        SourceEnd = dy + g.OutputLength,
        Output = dx,
        Weight = null,
        Images = g.Batch,
        Groups = g.Groups,
        Channels = g.OutChannelsPerGroup,
        Filters = g.InChannelsPerGroup,
        Rows = rows.Axis(g.OutHeight, g.Height),
        Columns = columns.Axis(g.OutWidth, g.Width),
        OutputPlane = g.Height * g.Width,
        OutputRowStride = g.StrideHeight * g.Width,
        OutputColumnStride = g.StrideWidth,
    };

    private static void Residue(
        ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx, in ResidueTaps rows, in ResidueTaps columns)
    {
        Correlation correlation = Correlation(g, dy, dx, rows, columns);
        nuint work = CorrelationKernel.ScratchLength(team, correlation);
        float* scratch = team.SharedScratch(work + ((nuint)g.InChannels * (nuint)correlation.Terms));
        float* flipped = scratch + work;
        team.For(g.InChannels, new Flip(g, weight, flipped, rows, columns));
        CorrelationKernel.Run(team, correlation with { Weight = flipped }, scratch);
    }
}
