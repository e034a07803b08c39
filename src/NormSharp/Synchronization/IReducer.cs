namespace NormSharp.Synchronization;

/// <summary>
/// Merges one message of every rank into one result that all ranks get: all that synchronized layers ask of a transport. A rank is one of
/// several processes, or threads, that each run the same model on a shard of the batch.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> All ranks make the same calls in the same order, with messages of equal length; a layer makes one in its forward
/// pass and one in its backward pass, whether or not the rank has rows. A transport need not tell messages apart.</para>
/// <para><b>Result.</b> The messages are folded in one fixed order, so that the result has the same bits on every rank and in every run:
/// over a tree whose node of ranks [a, b) has as its first child as many ranks as the largest power of two below b − a. With MPI that is
/// an <c>Allgather</c> followed by the fold on each rank; its own <c>Allreduce</c> promises no order.</para>
/// <para><b>Failure.</b> A rank that fails, leaves early or loses its connection must make the pending and all later calls of the others
/// throw
/// <see cref="RankFailedException"/>; no rank may wait for one that will not come. After that the reducer is of no more use.</para>
/// <para><b>Cancellation.</b> A reducer is made with the cancellation token of the training. When that is cancelled, the pending and all
/// later calls on every rank throw <see cref="OperationCanceledException"/>.</para>
/// <para>A rank calls its reducer from one thread at a time; calls block.</para>
/// </remarks>
public interface IReducer
{
    /// <summary>Which of the ranks this is, from 0.</summary>
    int Rank { get; }

    /// <summary>How many ranks there are.</summary>
    int RankCount { get; }

    /// <summary>Replaces the message by the fold of the messages of all ranks.</summary>
    /// <param name="message">This rank's message; afterwards the result.</param>
    /// <param name="merge">Takes the next rank's message into what has been folded so far.</param>
    /// <exception cref="RankFailedException">Another rank has failed or left, or sent a message of another length.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge);
}
