using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Localization;

/// <summary>
/// A text for people with values in it, written as an interpolated string. What stands between the values is looked up:
/// <c>$"{count} images"</c> by <c>{0} images</c>. The compiler makes it of <c>$"…"</c> wherever one is expected.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Message
{
    private readonly StringBuilder _template;
    private readonly List<string> _values;

    /// <summary>Called by the compiler.</summary>
    public Message(int literalLength, int formattedCount)
        => (_template, _values) = (new StringBuilder(literalLength + (3 * formattedCount)), new List<string>(formattedCount));

    /// <summary>A part between values.</summary>
    public void AppendLiteral(string text) => _template.Append(Literal(text));

    /// <summary>A value; numbers stand as everywhere, whatever the language.</summary>
    public void AppendFormatted<T>(T value) => AppendFormatted(value, 0, null);

    /// <inheritdoc cref="AppendFormatted{T}(T)"/>
    public void AppendFormatted<T>(T value, string format) => AppendFormatted(value, 0, format);

    /// <inheritdoc cref="AppendFormatted{T}(T)"/>
    /// <param name="value">The value.</param>
    /// <param name="alignment">So many columns at least; on the left where it is negative.</param>
    /// <param name="format">How a number is written.</param>
    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        string text = value is IFormattable number
            ? number.ToString(format, CultureInfo.InvariantCulture)
            : value?.ToString() ?? string.Empty;
        _template.Append('{').Append(_values.Count).Append('}');
        _values.Add(TextColumns.Pad(text, alignment));
    }

    /// <summary>The text in the language of the command.</summary>
    public override string ToString()
        => string.Format(CultureInfo.InvariantCulture, Messages.Translated(_template.ToString()), [.. _values]);

    /// <summary>A part between values as it stands in a template, where braces are doubled.</summary>
    internal static string Literal(string text)
        => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
