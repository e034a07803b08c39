namespace NormSharp.Data;

/// <summary>What a folder is called, for the names of sets.</summary>
internal static class FolderName
{
    /// <summary>The last part of the path, also of <c>.</c> or of one that ends in a separator.</summary>
    public static string Of(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
