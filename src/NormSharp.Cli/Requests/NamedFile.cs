namespace NormSharp.Cli.Requests;

/// <summary>A file with the name of the value that it belongs to: <c>[NAME=]FILE</c>.</summary>
/// <param name="Name">The name; null where none was given, for the next value in order.</param>
/// <param name="Path">The file.</param>
internal sealed record NamedFile(string? Name, string Path)
{
    /// <summary>Reads what was typed; a file whose own name has an equals sign is taken whole where it is there.</summary>
    public static NamedFile Parse(string text)
    {
        int equals = File.Exists(text) ? -1 : text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new NamedFile(text[..equals], text[(equals + 1)..]) : new NamedFile(null, text);
    }
}
