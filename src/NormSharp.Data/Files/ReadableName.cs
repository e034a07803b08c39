using NormSharp.Serialization;

namespace NormSharp.Data;

/// <summary>Names of files and folders. One that is no UTF-8, which Unix allows, cannot be opened from here: it is refused aloud.</summary>
internal static class ReadableName
{
    /// <summary>The path itself.</summary>
    /// <exception cref="DataFormatException">Its last part is no UTF-8.</exception>
    public static string Check(string path) => !UnicodeName.IsBroken(path)
        ? path
        : throw new DataFormatException(path, "its name is no UTF-8, so it cannot be opened; rename it.");
}
