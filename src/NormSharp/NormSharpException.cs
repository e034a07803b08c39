using NormSharp.Primitives;

namespace NormSharp;

/// <summary>
/// What went wrong with a person's data, model or run, in one line that names the file or option, what was found and what was
/// expected. The base of every failure that the library foresees, apart from wrong arguments (<see cref="ArgumentException"/>)
/// and files that cannot be written (<see cref="IOException"/>). Control characters of names and paths in it are spelled out.
/// </summary>
public class NormSharpException : Exception
{
    /// <summary>A failure with a message for people.</summary>
    public NormSharpException(string message)
        : base(Printable.Line(message))
    {
    }

    /// <summary>A failure with a message for people and its cause.</summary>
    public NormSharpException(string message, Exception? innerException)
        : base(Printable.Line(message), innerException)
    {
    }
}
