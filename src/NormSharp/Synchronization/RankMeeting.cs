namespace NormSharp.Synchronization;

/// <summary>
/// Where ranks that are threads exchange messages: each puts its own down; the last one to come folds them in a fixed order, and all take
/// the result. A rank that comes with its next message before all have taken it waits.
/// </summary>
internal sealed class RankMeeting(int rankCount)
{
    private readonly object _gate = new();
    private readonly (int Into, int From)[] _merges =
        ShardTree.Merges(rankCount, [.. Enumerable.Range(0, rankCount).Select(rank => rank..(rank + 1))]);

    // Memory that grows and stays, so that a message allocates nothing.
    private readonly double[][] _messages = [.. Enumerable.Repeat<double[]>([], rankCount)];
    private readonly int[] _lengths = new int[rankCount];
    private int _arrived;
    private int _takers;
    private int? _gone;

    public int RankCount => rankCount;

    /// <summary>Why the ranks cannot go on, or null.</summary>
    public Exception? Failure { get; private set; }

    public void AllReduce(int rank, Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        lock (_gate)
        {
            while (_takers > 0)
            {
                Wait();
            }

            ThrowIfStopped();
            if (_gone is { } gone)
            {
                Stop(
                    new RankFailedException(
                        gone, $"has finished, but rank {rank} still has a message for it: all ranks must take the same steps"));
                ThrowIfStopped();
            }

            if (_messages[rank].Length < message.Length)
            {
                _messages[rank] = new double[message.Length];
            }

            message.CopyTo(_messages[rank]);
            _lengths[rank] = message.Length;
            if (++_arrived == rankCount)
            {
                Complete(merge);
            }

            // What has come still counts after a failure, so that every rank takes the same rounds.
            while (_takers == 0)
            {
                Wait();
            }

            _messages[0].AsSpan(0, message.Length).CopyTo(message);
            if (--_takers == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Makes every pending and later message fail; of several failures the first stands.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            Stop(failure);
        }
    }

    /// <summary>A rank sends nothing more.</summary>
    public void Leave(int rank)
    {
        lock (_gate)
        {
            _gone ??= rank;
            if (_arrived > 0)
            {
                Stop(new RankFailedException(rank, "has finished while others wait for its message: all ranks must take the same steps"));
            }
        }
    }

    private void Complete(Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        int length = _lengths[0];
        int odd = _lengths.AsSpan().IndexOfAnyExcept(length);
        if (odd >= 0)
        {
            Stop(
                new RankFailedException(
                    odd,
                    $"sent {_lengths[odd]} numbers where rank 0 sent {length}: all ranks must run the same layers in the same order"));
            return;
        }

        // Merged in the fixed order of the tree, which every transport keeps.
        foreach ((int into, int from) in _merges)
        {
            merge(_messages[into].AsSpan(0, length), _messages[from].AsSpan(0, length));
        }

        _arrived = 0;
        _takers = rankCount;
        Monitor.PulseAll(_gate);
    }

    private void Stop(Exception failure)
    {
        Failure ??= failure;
        Monitor.PulseAll(_gate);
    }

    private void Wait()
    {
        ThrowIfStopped();
        Monitor.Wait(_gate);
    }

    private void ThrowIfStopped()
    {
        switch (Failure)
        {
            case OperationCanceledException cancelled:
                throw new OperationCanceledException(cancelled.CancellationToken);
            case RankFailedException failed:
                throw failed.Again();
        }
    }
}
