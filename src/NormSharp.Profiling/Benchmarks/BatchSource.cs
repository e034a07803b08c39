using NormSharp.Data;

namespace NormSharp.Profiling;

/// <summary>One full batch after the other, epoch after epoch, in shuffled order.</summary>
internal sealed class BatchSource
{
    private readonly BatchLoader _loader;
    private int _epoch;
    private int _next;

    public BatchSource(ImageSet images, int batchSize, bool shuffle)
    {
        _loader = new BatchLoader(
            images, new BatchLoaderOptions { BatchSize = batchSize, LastBatch = LastBatch.Drop, Shuffle = shuffle, Seed = 1 });
        Batch = _loader.CreateBatch();
    }

    /// <summary>The batch that <see cref="Load"/> filled last.</summary>
    public ImageBatch Batch { get; }

    public void Load()
    {
        _loader.Load(_epoch, _next, Batch);
        _next++;
        if (_next == _loader.BatchesPerEpoch)
        {
            (_epoch, _next) = (_epoch + 1, 0);
        }
    }
}
