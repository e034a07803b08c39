namespace NormSharp.Data;

/// <summary>
/// Paths that a file names and that must lie in its own folder: a list from elsewhere shall not read what it was not sent with.
/// </summary>
internal static class InnerPath
{
    private const int MostLinks = 40;

    /// <summary>The full path.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">A path relative to it; with either kind of slash.</param>
    /// <param name="problem">Why it is refused; null where it is not.</param>
    public static string Resolve(string root, string path, out string? problem)
    {
        string slashed = path.Replace('\\', '/');
        bool isAbsolute = slashed.StartsWith('/') || slashed is [_, ':', ..] || Path.IsPathRooted(slashed);
        root = Path.GetFullPath(root);
        string full = isAbsolute || slashed.Contains('\0') ? root : Path.GetFullPath(Path.Combine(root, slashed));
        problem = isAbsolute ? "is an absolute path"
            : slashed.Contains('\0') ? "holds a NUL"
            : !IsInside(root, full) ? "leads out of the folder"
            : LeadsOut(root, full, 0) ? "leads out of the folder by a link"
            : null;
        return full;
    }

    private static bool IsInside(string root, string full)
        => full.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Whether a link on the way has its target elsewhere.</summary>
    private static bool LeadsOut(string root, string full, int links)
    {
        for (string place = full; place.Length > root.Length; place = Path.GetDirectoryName(place)!)
        {
            if (new FileInfo(place).LinkTarget is not string target)
            {
                continue;
            }

            string next = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(place)!, target));
            if (links > MostLinks || !IsInside(root, next) || LeadsOut(root, next, links + 1))
            {
                return true;
            }
        }

        return false;
    }
}
