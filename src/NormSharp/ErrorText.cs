using NormSharp.Primitives;

namespace NormSharp;

/// <summary>Messages of exceptions as people should read them.</summary>
internal static class ErrorText
{
    /// <summary>The message in one line, without the parameter name that <see cref="ArgumentException"/> adds.</summary>
    public static string OneLine(Exception error)
    {
        string text = error.Message;
        if (error is ArgumentException { ParamName: { } name })
        {
            text = text.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal);
        }

        return Printable.Line(text.ReplaceLineEndings(" "));
    }
}
