namespace NormSharp.Data;

/// <summary>The lines of a small text file that names classes.</summary>
internal static class TextLines
{
    private const int LargestFile = 1 << 20;

    /// <summary>The lines that are not blank, trimmed.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        using DataFile file = DataFile.Open(path);
        string text = System.Text.Encoding.UTF8.GetString(file.ReadAll(LargestFile));
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 ? lines : throw new DataFormatException(path, "names no class.");
    }
}
