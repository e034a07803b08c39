namespace NormSharp.Synchronization;

/// <summary>The reducer of a process that is alone: every message is the result already.</summary>
internal sealed class SoloReducer : IReducer
{
    /// <summary>The only one that is needed.</summary>
    public static SoloReducer Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int RankCount => 1;

    /// <inheritdoc/>
    public void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge)
    {
    }
}
