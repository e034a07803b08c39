namespace NormSharp.Synchronization;

/// <summary>Runs several ranks as threads of this process, joined by a reducer over shared memory.</summary>
/// <remarks>For tests, for comparing shards with one process, and as the pattern of what another transport has to keep.</remarks>
public static class ThreadRanks
{
    /// <summary>Runs a body once for each rank, each on a thread of its own, and waits for all of them.</summary>
    /// <param name="rankCount">How many ranks; at least 1.</param>
    /// <param name="body">What a rank does; it should use a model, a tape and a backend of its own.</param>
    /// <param name="cancellationToken">Stops all ranks at their next message.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rankCount"/> is below 1.</exception>
    /// <exception cref="RankFailedException">
    /// A rank threw, which is the inner exception, or left while others waited; the others were stopped.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static void Run(int rankCount, Action<IReducer> body, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rankCount, 1);
        ArgumentNullException.ThrowIfNull(body);
        var meeting = new RankMeeting(rankCount);
        using (cancellationToken.Register(() => meeting.Fail(new OperationCanceledException(cancellationToken))))
        {
            var threads = new Thread[rankCount];
            for (int i = 0; i < rankCount; i++)
            {
                int rank = i;
                threads[i] =
                    new Thread(() => RunRank(meeting, rank, body, cancellationToken)) { Name = $"rank {rank}", IsBackground = true };
            }

            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        switch (meeting.Failure)
        {
            case OperationCanceledException:
                throw new OperationCanceledException(cancellationToken);
            case RankFailedException failure:
                throw failure.Again();
        }
    }

    private static void RunRank(RankMeeting meeting, int rank, Action<IReducer> body, CancellationToken cancellationToken)
    {
        try
        {
            body(new Reducer(meeting, rank));
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            meeting.Fail(cancelled);
        }
        catch (Exception error)
        {
            // The first failure stands; what other ranks throw because of it is not another one.
            meeting.Fail(new RankFailedException(rank, $"failed: {ErrorText.OneLine(error)}", error));
        }
        finally
        {
            meeting.Leave(rank);
        }
    }

    private sealed class Reducer(RankMeeting meeting, int rank) : IReducer
    {
        public int Rank => rank;

        public int RankCount => meeting.RankCount;

        public void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge)
            => meeting.AllReduce(rank, message, merge);
    }
}
