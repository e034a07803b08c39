namespace NormSharp.Data;

/// <summary>A part of a batch of an epoch, as <see cref="BatchLoader.Load(int, int, int, int, ImageBatch)"/> takes it.</summary>
/// <param name="Epoch">Which epoch, from 0.</param>
/// <param name="Batch">Which batch of it, from 0.</param>
/// <param name="Part">Which part of the batch, from 0.</param>
/// <param name="Parts">Into how many parts it is cut.</param>
internal readonly record struct BatchPart(int Epoch, int Batch, int Part = 0, int Parts = 1)
{
    /// <summary>The first batches of an epoch, whole.</summary>
    public static IEnumerable<BatchPart> First(int epoch, int batches) => Enumerable.Range(0, batches).Select(i => new BatchPart(epoch, i));
}
