namespace NormSharp.Synchronization;

/// <summary>
/// Sums of gradients over all shards, bucket by bucket, that go on while the ranks compute. All ranks start the same buckets in the same
/// order.
/// </summary>
internal interface IBucketSums : IDisposable
{
    /// <summary>Gives the numbers of a rank's own nodes of the tree to a sum, and returns at once.</summary>
    /// <param name="bucket">Which; buckets are started in their order, each once a step.</param>
    /// <param name="rows">A row a node; read before this returns.</param>
    void Start(int bucket, ReadOnlySpan<float> rows);

    /// <summary>Lets what was started go on; returns at once.</summary>
    void Progress();

    /// <summary>Waits for a sum.</summary>
    /// <param name="bucket">Which; buckets are finished in their order.</param>
    /// <param name="sum">Becomes the sum.</param>
    /// <exception cref="RankFailedException">Another rank has failed or left.</exception>
    void Finish(int bucket, Span<float> sum);
}
