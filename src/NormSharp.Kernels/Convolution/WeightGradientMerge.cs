using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Convolution;

/// <summary>Adds the sums of the chunks up in double, in order, and puts them into the order of the filter.</summary>
/// <param name="partials">[chunk, filter, width].</param>
/// <param name="dWeight">[filter, term], written.</param>
/// <param name="chunks">How many chunks.</param>
/// <param name="length">Numbers in the weight.</param>
/// <param name="filters">Output channels.</param>
/// <param name="width">Numbers in a filter's row of sums.</param>
/// <param name="columns">Where the terms lie in a row; null if in their own order.</param>
internal readonly unsafe struct WeightGradientMerge(
    float* partials, float* dWeight, int chunks, int length, int filters, int width, PatchColumns? columns) : IParallelBody
{
    private const int Block = 1024;

    public int Tasks => (length + Block - 1) / Block;

    public void Execute(int index, int worker)
    {
        nint chunkLength = (nint)filters * width;
        int terms = length / filters;
        int end = Math.Min((index + 1) * Block, length);
        for (int i = index * Block; i < end; i++)
        {
            int term = i % terms;
            float* source = partials + ((nint)(i / terms) * width) + (columns?.ColumnOf(term) ?? term);
            double sum = 0;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                sum += source[chunk * chunkLength];
            }

            dWeight[i] = (float)sum;
        }
    }
}
