using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.PatchesGemm;

/// <summary>
/// The matrix product dy · patches over one chunk of images, for one group and one block of filters: [filter, patch vectors].
/// </summary>
internal readonly unsafe struct PatchesGemmBody : ISimdBody
{
    /// <summary>Output positions of one chain of multiply-adds.</summary>
    private const int PositionBlock = 256;

    /// <summary>Filters that share one staging of an image.</summary>
    private const int FilterBlock = 128;

    /// <summary>Floats of the next image's gradients that are prefetched beside this one's products.</summary>
    private const int PrefetchedAhead = 4 << 10;

    public required ConvolutionGeometry Geometry { get; init; }

    public required PatchColumns Columns { get; init; }

    /// <summary>Where patches begin, then where the vectors of a patch lie.</summary>
    public required nint* Tables { get; init; }

    public required float* Input { get; init; }

    public required float* OutputGradient { get; init; }

    public required float* Partials { get; init; }

    public required float* Workspace { get; init; }

    public required int Chunks { get; init; }

    /// <summary>Blocks of filters in a group.</summary>
    public int FilterBlocks => (Geometry.OutChannelsPerGroup + FilterBlock - 1) / FilterBlock;

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int chunk = index / (Geometry.Groups * FilterBlocks);
        int group = index / FilterBlocks % Geometry.Groups;
        int filter = index % FilterBlocks * FilterBlock;
        int filters = Math.Min(FilterBlock, Geometry.OutChannelsPerGroup - filter);
        filter += group * Geometry.OutChannelsPerGroup;
        float* sums = Partials + ((((nint)chunk * Geometry.OutChannels) + filter) * Columns.Width);
        NativeMemory.Clear(sums, (nuint)filters * (nuint)Columns.Width * sizeof(float));
        float* staged = Workspace + ((nint)worker * (nint)Columns.StagedLength);
        int end = (int)((chunk + 1L) * Geometry.Batch / Chunks);
        for (int image = (int)((long)chunk * Geometry.Batch / Chunks); image < end; image++)
        {
            nint plane = (nint)Geometry.Height * Geometry.Width;
            nint firstChannel = ((nint)image * Geometry.InChannels) + (group * Geometry.InChannelsPerGroup);
            Columns.Stage(Input + (firstChannel * plane), staged);
            AddImage<TS, TV>(image, filter, filters, staged, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddImage<TS, TV>(int image, int filter, int filters, float* staged, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int positions = Geometry.OutHeight * Geometry.OutWidth;
        float* dy = OutputGradient + ((((nint)image * Geometry.OutChannels) + filter) * positions);
        nint* vectors = Tables + positions;
        Cache.Prefetch(dy + ((nint)Geometry.OutChannels * positions), Math.Min(filters * positions, PrefetchedAhead));
        for (int position = 0; position < positions; position += PositionBlock)
        {
            int steps = Math.Min(PositionBlock, positions - position);
            var rows = new StridedRows(dy + position, positions, 1);
            for (int vector = 0; vector < Columns.Vectors; vector += 2)
            {
                // An odd last vector is computed together with a copy of itself that goes nowhere.
                bool pair = vector + 1 < Columns.Vectors;
                nint second = pair ? vectors[vector + 1] - vectors[vector] : 0;
                var tile = new Tile(
                    sums + Columns.SumOffset(vector), Columns.Width, TS.Count, pair ? 2 * TS.Count : TS.Count, accumulate: true);
                RowTiling.Run<TS, TV>(filters, steps, rows, new VectorPair(staged + vectors[vector], second), Tables + position, tile);
            }
        }
    }
}
