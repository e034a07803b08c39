namespace NormSharp.Synchronization;

/// <summary>Ways to fold messages.</summary>
public static class MessageMerges
{
    /// <summary>Adds number by number.</summary>
    public static MessageMerge Sum { get; } = static (folded, next) =>
    {
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] += next[i];
        }
    };
}
