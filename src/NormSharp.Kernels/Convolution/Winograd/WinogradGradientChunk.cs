using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// Both first steps of <see cref="WinogradWeightGradient"/> for one chunk of rows of tiles, where the sums of all points are small: a few
/// tiles at a time are transformed and summed while they are in a core's own cache, and no thread waits for another in between.
/// </summary>
/// <param name="memory">Room for the tiles of a step, without its memory.</param>
/// <param name="chunks">How the rows of tiles are shared out.</param>
/// <param name="x">Inputs.</param>
/// <param name="dy">Outputs' gradients.</param>
/// <param name="partials">[chunk, point, filter, channel].</param>
/// <param name="workspace">A worker's memory after the other.</param>
internal readonly unsafe struct WinogradGradientChunk(
    WinogradGradientMemory memory, WinogradChunks chunks, float* x, float* dy, float* partials, float* workspace) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        WinogradGradientMemory own = memory.WithScratch(workspace + ((nuint)worker * (memory.SharedLength + memory.WorkerLength)));
        float* sums = partials + (index * WinogradPoints.Products * own.PointLength);
        int start = chunks.First(index);
        int end = chunks.First(index + 1);
        for (int first = start; first < end; first += chunks.UnitsPerStep)
        {
            int units = Math.Min(chunks.UnitsPerStep, end - first);
            var points = new WinogradGradientPoints(own, x, dy, first);
            for (int unit = 0; unit < units; unit++)
            {
                points.Execute<TS, TV>(unit, 0);
            }

            for (int point = 0; point < WinogradPoints.Products; point++)
            {
                float* target = sums + (point * own.PointLength);
                WinogradGradientSums.Multiply<TS, TV>(
                    own, point, 0, own.Shape.Filters, units * own.Shape.TileColumns, target, accumulate: first > start);
            }
        }
    }
}
