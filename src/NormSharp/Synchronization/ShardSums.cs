namespace NormSharp.Synchronization;

/// <summary>What one of a rank's shards sees of the sums of gradients.</summary>
internal sealed class ShardSums(GroupSums sums, int place) : IBucketSums
{
    /// <inheritdoc/>
    public void Start(int bucket, ReadOnlySpan<float> rows) => sums.Start(place, bucket, rows);

    /// <inheritdoc/>
    public void Progress() => sums.Progress();

    /// <inheritdoc/>
    public void Finish(int bucket, Span<float> sum) => sums.Finish(bucket, sum);

    /// <inheritdoc/>
    public void Dispose() => sums.Dispose();
}
