namespace NormSharp.Synchronization;

/// <summary>
/// What trainings of several ranks stand on: a reducer whose ranks hold one shard or several of every batch. Whatever the number of ranks,
/// messages and gradients of the shards are folded by <see cref="ShardTree"/>.
/// </summary>
internal abstract class Communicator : IReducer
{
    /// <inheritdoc/>
    public abstract int Rank { get; }

    /// <inheritdoc/>
    public abstract int RankCount { get; }

    /// <summary>How many ranks work on this machine, this one with them.</summary>
    public virtual int RanksOfMachine => RankCount;

    /// <summary>What this rank is called in messages, such as its machine's name; empty where ranks are threads.</summary>
    public virtual string Host => string.Empty;

    /// <summary>The step that the ranks are at, for messages.</summary>
    public virtual long Step { get; set; }

    /// <summary>What this rank keeps of its last steps.</summary>
    protected KeptSteps Kept { get; } = new();

    /// <summary>The communicator of a reducer: its own, or one that asks nothing but <see cref="IReducer.AllReduce"/> of it.</summary>
    public static Communicator Of(IReducer reducer) => reducer switch
    {
        Communicator own => own,
        ICommunicating { Communicator: { } its } => its,
        _ => new ReducingCommunicator(reducer),
    };

    /// <summary>Puts messages of all ranks one after another.</summary>
    /// <param name="own">This rank's message.</param>
    /// <param name="lengths">How long each rank's is; the same on all ranks.</param>
    /// <param name="all">Takes the messages, in the order of the ranks.</param>
    /// <exception cref="RankFailedException">Another rank has failed or left.</exception>
    public abstract void AllGather(ReadOnlySpan<double> own, ReadOnlySpan<int> lengths, Span<double> all);

    /// <inheritdoc/>
    public abstract void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge);

    /// <summary>Makes memory for sums of gradients.</summary>
    /// <param name="lengths">Numbers of each bucket.</param>
    /// <param name="shards">Shards in all; this rank gives what belongs to its own nodes of their tree.</param>
    public virtual IBucketSums CreateSums(IReadOnlyList<int> lengths, int shards) => new GatheredSums(this, lengths, shards);

    /// <summary>Keeps what this rank has after a step for <see cref="Collect"/>; what it had after the step before stays.</summary>
    public virtual void Keep(long step, ReadOnlySpan<float> values) => Kept.Keep(step, values);

    /// <summary>
    /// On the first rank, and on any thread, whatever the others compute: what all ranks kept of a step, one after another.
    /// </summary>
    /// <param name="step">The step, which every rank has left its messages of.</param>
    /// <param name="patience">How long to wait for the others.</param>
    /// <returns>Null where it does not come in time, or there is no way to ask.</returns>
    public virtual float[]? Collect(long step, TimeSpan patience) => RankCount == 1 ? Kept.Of(step) : null;

    /// <summary>The text of every rank, in their order.</summary>
    public string[] AllGather(string own)
    {
        double[] message = Packing.Pack(System.Text.Encoding.UTF8.GetBytes(own));
        var counts = new double[RankCount];
        AllGather([message.Length], [.. Enumerable.Repeat(1, RankCount)], counts);
        int[] lengths = [.. counts.Select(count => (int)count)];
        var all = new double[lengths.Sum()];
        AllGather(message, lengths, all);
        var texts = new string[RankCount];
        for (int rank = 0, at = 0; rank < texts.Length; at += lengths[rank++])
        {
            texts[rank] = System.Text.Encoding.UTF8.GetString(Packing.Unpack(all.AsSpan(at, lengths[rank])));
        }

        return texts;
    }

    /// <summary>The bytes of rank 0, on every rank.</summary>
    /// <param name="own">What is passed on, on rank 0; not looked at on others.</param>
    public byte[] Broadcast(ReadOnlySpan<byte> own)
    {
        const int Most = 1 << 18;
        double[] packed = Rank == 0 ? Packing.Pack(own) : [];
        Span<double> length = [packed.Length];
        AllReduce(length, KeepFirst);
        if (Rank > 0)
        {
            packed = new double[(int)length[0]];
        }

        for (int at = 0; at < packed.Length; at += Most)
        {
            AllReduce(packed.AsSpan(at, Math.Min(Most, packed.Length - at)), KeepFirst);
        }

        return Packing.Unpack(packed);
    }

    private static void KeepFirst(Span<double> folded, ReadOnlySpan<double> next)
    {
    }
}
