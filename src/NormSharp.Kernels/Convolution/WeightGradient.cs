using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the weight: sums over each chunk of images, of which no chain of additions in float is long, then
/// the chunks' sums in double, in order. Chunks depend on the sizes alone.
/// </summary>
internal static unsafe class WeightGradient
{
    private const int MaximumChunks = 32;
    private const long PartialGoal = 8 << 20;

    /// <summary>dWeight, and dBias: in the same pass where dy is in a cache then.</summary>
    public static void RunWithBias(ThreadTeam team, in ConvolutionGeometry g, float* x, float* dy, float* dWeight, float* dBias)
    {
        Correlation forward = ForwardPass.Correlation(g, x, null, null, null);
        if (WinogradShape.Of(g) is not { Pays: true } && ImageShape.GradientPays(forward))
        {
            ImageWeightGradient.Run(team, forward, dy, dWeight, dBias);
            return;
        }

        Run(team, g, x, dy, dWeight);
        BiasGradient.Run(team, g, dy, dBias);
    }

    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* x, float* dy, float* dWeight)
    {
        if (WinogradShape.Of(g) is { Pays: true } shape)
        {
            WinogradWeightGradient.Run(team, shape, x, dy, dWeight);
            return;
        }

        Correlation forward = ForwardPass.Correlation(g, x, null, null, null);
        if (ImageShape.GradientPays(forward))
        {
            ImageWeightGradient.Run(team, forward, dy, dWeight);
            return;
        }

        if (LaneShape.GradientPays(forward))
        {
            LaneWeightGradient.Run(team, forward, dy, dWeight);
            return;
        }

        using ThreadTeam.Lease lease = team.Reserve();
        var columns = new PatchColumns(g, SimdWidth.Count);
        if (columns.FillsVectors)
        {
            ByProducts(team, g, columns, x, dy, dWeight);
        }
        else
        {
            ByDots(team, g, x, dy, dWeight);
        }
    }

    /// <summary>Patches as vectors, for inputs with enough channels.</summary>
    private static void ByProducts(ThreadTeam team, in ConvolutionGeometry g, in PatchColumns columns, float* x, float* dy, float* dWeight)
    {
        int chunks = Chunks(g, columns.Width);
        nuint tables = columns.TableLength;
        nuint partials = (nuint)chunks * (nuint)g.OutChannels * (nuint)columns.Width;
        float* scratch = team.SharedScratch(tables + partials + ((nuint)team.Threads * columns.StagedLength));
        columns.FillTables((nint*)scratch);
        var sums = new WeightGradientProducts
        {
            Geometry = g,
            Columns = columns,
            Tables = (nint*)scratch,
            Input = x,
            OutputGradient = dy,
            Partials = scratch + tables,
            Workspace = scratch + tables + partials,
            Chunks = chunks,
        };
        team.ForSimd(chunks * g.Groups * sums.FilterBlocks, sums);
        var merge = new WeightGradientMerge(scratch + tables, dWeight, chunks, g.WeightLength, g.OutChannels, columns.Width, columns);
        team.ForDoubleSimd(merge.Tasks, merge);
    }

    /// <summary>Inner products along the positions, for inputs with few channels.</summary>
    private static void ByDots(ThreadTeam team, in ConvolutionGeometry g, float* x, float* dy, float* dWeight)
    {
        int terms = g.WeightLength / g.OutChannels;
        int chunks = Chunks(g, terms);
        Correlation correlation = ForwardPass.Correlation(g, x, null, null, null);
        var sums = new WeightGradientDots(correlation, dy, terms, chunks);
        nuint partials = (nuint)chunks * (nuint)g.WeightLength;
        float* scratch = team.SharedScratch(sums.TableLength + partials + ((nuint)team.Threads * sums.WorkerLength));
        sums = sums.WithScratch(scratch, scratch + sums.TableLength, scratch + sums.TableLength + partials);
        team.ForSimd(chunks * g.Groups, sums);
        var merge = new WeightGradientMerge(scratch + sums.TableLength, dWeight, chunks, g.WeightLength, g.OutChannels, terms, null);
        team.ForDoubleSimd(merge.Tasks, merge);
    }

    private static int Chunks(in ConvolutionGeometry g, int width) =>
        (int)Math.Clamp(Math.Min(PartialGoal / ((long)g.OutChannels * width), g.Batch), 1, MaximumChunks);
}
