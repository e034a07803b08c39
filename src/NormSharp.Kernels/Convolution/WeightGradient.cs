using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the weight: for each chunk of images a matrix product dy · patches, its sums over at most a band of
/// positions each in float, then the chunks' sums in double, in order. Chunks depend on the sizes alone.
/// </summary>
internal static unsafe class WeightGradient
{
    private const int MaximumChunks = 32;
    private const long PartialGoal = 8 << 20;
    private const int MergeBlock = 1024;

    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* x, float* dy, float* dWeight)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var columns = new PatchColumns(g, SimdWidth.Count);
        long partial = (long)g.OutChannels * columns.Width;
        int chunks = (int)Math.Clamp(Math.Min(PartialGoal / partial, g.Batch), 1, MaximumChunks);
        nuint tables = columns.TableLength;
        nuint partials = (nuint)(chunks * partial);
        nuint staged = columns.StagedLength;
        float* scratch = team.SharedScratch(tables + partials + ((nuint)team.Threads * staged));
        columns.FillTables((nint*)scratch);
        var sums = new WeightGradientSums
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
        var merge = new Merge(columns, scratch + tables, dWeight, chunks, g.WeightLength, g.OutChannels);
        team.For((g.WeightLength + MergeBlock - 1) / MergeBlock, merge);
    }

    /// <summary>Adds the chunks up in double and puts the weights into the order of the filter.</summary>
    private readonly struct Merge(PatchColumns columns, float* partials, float* dWeight, int chunks, int length, int filters) : IParallelBody
    {
        public void Execute(int index, int worker)
        {
            nint chunkLength = (nint)filters * columns.Width;
            int terms = length / filters;
            int end = Math.Min((index + 1) * MergeBlock, length);
            for (int i = index * MergeBlock; i < end; i++)
            {
                float* source = partials + ((nint)(i / terms) * columns.Width) + columns.ColumnOf(i % terms);
                double sum = 0;
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    sum += source[chunk * chunkLength];
                }

                dWeight[i] = (float)sum;
            }
        }
    }
}
