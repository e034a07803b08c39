namespace NormSharp.Data;

/// <summary>The lines of a small text file that names classes.</summary>
internal static class TextLines
{
    private const int LargestFile = 1 << 20;

    /// <summary>The lines that are not blank, trimmed.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines = EncodedText.Read(path, LargestFile)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 ? lines : throw new DataFormatException(path, "names no class.");
    }
}
