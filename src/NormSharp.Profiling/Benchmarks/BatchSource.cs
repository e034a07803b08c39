using NormSharp.Data;

namespace NormSharp.Profiling;

/// <summary>One full batch after the other, epoch after epoch.</summary>
internal sealed class BatchSource
{
    private readonly BatchLoader _loader;
    private readonly bool _repeatsFirst;
    private int _epoch;
    private int _next;

    /// <summary>Makes a source.</summary>
    /// <param name="images">Where batches come from.</param>
    /// <param name="batchSize">Images of a batch.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="repeatsFirst">Whether the first batch is all that is ever loaded.</param>
    public BatchSource(ImageSet images, int batchSize, bool shuffle, bool repeatsFirst = false)
    {
        _repeatsFirst = repeatsFirst;
        _loader = new BatchLoader(
            images, new BatchLoaderOptions { BatchSize = batchSize, LastBatch = LastBatch.Drop, Shuffle = shuffle, Seed = 1 });
        Batch = _loader.CreateBatch();
    }

    /// <summary>The batch that <see cref="Load"/> filled last.</summary>
    public ImageBatch Batch { get; }

    public void Load()
    {
        if (_repeatsFirst && Batch.Count > 0)
        {
            return;
        }

        _loader.Load(_epoch, _next, Batch);
        _next++;
        if (_next == _loader.BatchesPerEpoch)
        {
            (_epoch, _next) = (_epoch + 1, 0);
        }
    }
}
