namespace NormSharp.Synchronization;

/// <summary>A communicator over a reducer that can reduce and nothing else.</summary>
internal sealed class ReducingCommunicator(IReducer reducer) : Communicator
{
    /// <inheritdoc/>
    public override int Rank => reducer.Rank;

    /// <inheritdoc/>
    public override int RankCount => reducer.RankCount;

    /// <inheritdoc/>
    public override void AllGather(ReadOnlySpan<double> own, ReadOnlySpan<int> lengths, Span<double> all)
    {
        int at = 0;
        for (int rank = 0; rank < Rank; rank++)
        {
            at += lengths[rank];
        }

        // Every rank fills its own place in zeros, and bits are joined, so that nothing is rounded.
        all.Clear();
        own.CopyTo(all[at..]);
        reducer.AllReduce(all, Join);
    }

    /// <inheritdoc/>
    public override void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge)
        => reducer.AllReduce(message, merge);

    private static void Join(Span<double> folded, ReadOnlySpan<double> next)
    {
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] = BitConverter.UInt64BitsToDouble(
                BitConverter.DoubleToUInt64Bits(folded[i]) | BitConverter.DoubleToUInt64Bits(next[i]));
        }
    }
}
