using System.Runtime.CompilerServices;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>The product of filters with the patch rows of a staged band: output[filter, position].</summary>
/// <param name="weight">Rows of terms, one for each filter.</param>
/// <param name="terms">Terms of every sum.</param>
/// <param name="filters">How many filters.</param>
/// <param name="bias">A number for each filter, or null.</param>
/// <param name="offsets">Where the patch row of each term begins in the band.</param>
internal readonly unsafe struct PatchProduct(float* weight, int terms, int filters, float* bias, nint* offsets)
{
    /// <summary>Terms of one chain of multiply-adds.</summary>
    private const int TermBlock = 512;

    /// <summary>Filters whose weights for a block of terms stay in the second-level cache.</summary>
    private const int FilterBlock = 96;

    /// <summary>Multiplies; without terms the outputs are the biases, or zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TS, TV>(float* staged, int positions, float* output, nint rowStride)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int term = 0;
        do
        {
            for (int filter = 0; filter < filters; filter += FilterBlock)
            {
                var rows = new StridedRows(weight + ((nint)filter * terms) + term, terms, 1);
                for (int position = 0; position < positions; position += 2 * TS.Count)
                {
                    var tile = new Tile(
                        output + (filter * rowStride) + position,
                        rowStride,
                        TS.Count,
                        positions - position,
                        accumulate: term > 0,
                        rowBias: term > 0 || bias == null ? null : bias + filter);
                    RowTiling.Run<TS, TV>(
                        Math.Min(FilterBlock, filters - filter),
                        Math.Min(TermBlock, terms - term),
                        rows,
                        new VectorPair(staged + position, TS.Count),
                        offsets + term,
                        tile);
                }
            }

            term += TermBlock;
        }
        while (term < terms);
    }
}
