namespace NormSharp.Synchronization;

/// <summary>What joins one of a rank's shards with all others.</summary>
internal sealed class ShardCommunicator(ShardGroup group, int place) : Communicator
{
    /// <inheritdoc/>
    public override int Rank => group.First + place;

    /// <inheritdoc/>
    public override int RankCount => group.Shards;

    /// <inheritdoc/>
    public override int RanksOfMachine => group.Outer.RanksOfMachine;

    /// <inheritdoc/>
    public override string Host => group.Outer.Host;

    /// <inheritdoc/>
    public override long Step
    {
        get => group.Outer.Step;
        set => group.Outer.Step = value;
    }

    /// <inheritdoc/>
    public override void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        group.Rows.Put(place, message);
        if (group.Arrive())
        {
            group.Rows.Reduce(merge);
            group.Release();
        }
        else
        {
            group.AwaitRelease();
        }

        group.Rows.Result.CopyTo(message);
    }

    /// <inheritdoc/>
    public override void AllGather(ReadOnlySpan<double> own, ReadOnlySpan<int> lengths, Span<double> all)
    {
        group.Rows.Put(place, own);
        if (group.Arrive())
        {
            group.Rows.Gather(lengths);
            group.Release();
        }
        else
        {
            group.AwaitRelease();
        }

        group.Rows.Result.CopyTo(all);
    }

    /// <inheritdoc/>
    public override void Keep(long step, ReadOnlySpan<float> values) => group.Keep(place, step, values);

    /// <inheritdoc/>
    public override float[]? Collect(long step, TimeSpan patience) => group.Outer.Collect(step, patience);

    /// <inheritdoc/>
    public override IBucketSums CreateSums(IReadOnlyList<int> lengths, int shards)
    {
        if (group.Sums?.IsOf(lengths) != true)
        {
            group.Sums = new GroupSums(group, lengths);
        }

        return new ShardSums(group.Sums, place);
    }
}
