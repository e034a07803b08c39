namespace NormSharp.Data;

/// <summary>Files and folders that programs leave beside people's own: never data.</summary>
internal static class SystemFiles
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    };

    /// <summary>Whether a name begins with a point, or is one that an operating system or an archive uses for itself.</summary>
    public static bool Has(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith('.') || Names.Contains(name);
    }
}
