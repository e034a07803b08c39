namespace NormSharp.Data;

/// <summary>Images need more memory than they may take.</summary>
internal sealed class MemoryLimitException : DataException
{
    private MemoryLimitException(string path, long needed, long most)
        : base($"{path}: its images need {needed} bytes of memory, and {most} is the limit.") => (Needed, Most) = (needed, most);

    /// <summary>How many bytes they need.</summary>
    public long Needed { get; }

    /// <summary>How many they may take.</summary>
    public long Most { get; }

    /// <summary>Throws it where it is so.</summary>
    public static void ThrowIfAbove(string path, long needed, long? most)
    {
        if (needed > most)
        {
            throw new MemoryLimitException(path, needed, most.Value);
        }
    }
}
