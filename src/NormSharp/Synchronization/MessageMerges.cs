namespace NormSharp.Synchronization;

/// <summary>Ways to fold messages.</summary>
internal static class MessageMerges
{
    /// <summary>Adds number by number.</summary>
    public static Action<Span<double>, ReadOnlySpan<double>> Sum { get; } = static (folded, next) =>
    {
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] += next[i];
        }
    };
}
