using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the weight: sums over each chunk of images, of which no chain of additions in float is long, then
/// the chunks' sums in double, in order. Chunks depend on the sizes alone.
/// </summary>
internal static unsafe class WeightGradient
{
    private const int MaximumChunks = 32;
    private const long PartialGoal = 8 << 20;

    /// <summary>The share of lanes from which products of patches are faster than lanes of images.</summary>
    private const double NearlyFull = 0.9;

    /// <summary>Filters below which a product's tile has too few rows.</summary>
    private const int FewestFilters = 8;

    /// <summary>dWeight, and dBias unless it is null: in the same pass where dy is in a cache then.</summary>
    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* x, float* dy, float* dWeight, float* dBias = null)
    {
        Correlation forward = ForwardPass.Correlation(g, x, null, null, null);
        var columns = new PatchColumns(g, SimdWidth.Count);
        if (WinogradShape.Of(g) is { Pays: true } shape)
        {
            WinogradWeightGradient.Run(team, shape, x, dy, dWeight);
        }
        else if (ImageShape.GradientPays(forward))
        {
            ImageWeightGradient.Run(team, forward, dy, dWeight, dBias);
            return;
        }
        else if (ProductsBeatLanes(g, columns) || (columns.FillsVectors && !LaneShape.GradientPays(forward)))
        {
            ByProducts(team, g, columns, x, dy, dWeight);
        }
        else if (LaneShape.GradientPays(forward))
        {
            LaneWeightGradient.Run(team, forward, dy, dWeight);
        }
        else
        {
            ByDots(team, g, x, dy, dWeight);
        }

        if (dBias != null)
        {
            BiasGradient.Run(team, g, dy, dBias);
        }
    }

    /// <summary>Whether products of patches waste so little that they are faster than lanes wherever those pay.</summary>
    private static bool ProductsBeatLanes(in ConvolutionGeometry g, in PatchColumns columns) =>
        g.OutChannelsPerGroup >= FewestFilters && columns.Fill >= NearlyFull;

    /// <summary>Patches as vectors, for inputs with enough channels.</summary>
    private static void ByProducts(ThreadTeam team, in ConvolutionGeometry g, in PatchColumns columns, float* x, float* dy, float* dWeight)
    {
        using ThreadTeam.Lease lease = team.Reserve();
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
        using ThreadTeam.Lease lease = team.Reserve();
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
