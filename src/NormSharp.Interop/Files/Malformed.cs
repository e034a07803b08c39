using NormSharp.Serialization;

namespace NormSharp.Interop.Files;

/// <summary>The failures of readers: one printable line that names the file.</summary>
internal static class Malformed
{
    /// <summary>A file is damaged or breaks a rule of its format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What was found and what was expected; may quote text of the file, which is made printable here.</param>
    /// <param name="cause">What another library said.</param>
    public static ModelFormatException In(string path, string problem, Exception? cause = null)
        => new(path, Printable.Message(problem), cause);

    /// <summary>A file is larger or deeper than a reader takes.</summary>
    public static ModelFormatException Limit(string path, string what, long found, long limit)
        => In(path, $"{what}: {found}, and at most {limit} are taken; no model needs that many, so the file is likely damaged");
}
