namespace NormSharp.Serialization;

/// <summary>Names of files and folders. One whose bytes are no UTF-8, which Unix allows, cannot be opened from .NET.</summary>
internal static class UnicodeName
{
    private const char Replacement = '\uFFFD';

    /// <summary>Whether what a listing gave cannot be opened, because bytes of its name were replaced.</summary>
    public static bool IsBroken(string path) => path.Contains(Replacement) && !Path.Exists(path);
}
