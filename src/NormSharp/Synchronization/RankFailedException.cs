namespace NormSharp.Synchronization;

/// <summary>A rank of a synchronized training failed or left, so that what the ranks were computing together cannot be completed.</summary>
internal sealed class RankFailedException : NormSharpException
{
    private readonly string _problem;

    /// <summary>Says which rank it was and what happened to it.</summary>
    /// <param name="rank">The rank that failed.</param>
    /// <param name="problem">What happened to it, without a full stop.</param>
    /// <param name="innerException">What it threw, if it threw.</param>
    public RankFailedException(int rank, string problem, Exception? innerException = null)
        : base($"rank {rank} {problem}", innerException)
        => (Rank, _problem) = (rank, problem);

    /// <summary>The rank that failed.</summary>
    public int Rank { get; }

    /// <summary>The same failure, to be thrown on another thread.</summary>
    internal RankFailedException Again() => new(Rank, _problem, InnerException);
}
