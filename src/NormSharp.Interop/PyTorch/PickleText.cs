using System.Globalization;
using System.Text;

namespace NormSharp.Interop.PyTorch;

/// <summary>The two ways in which protocol 0 spells texts.</summary>
internal static class PickleText
{
    /// <summary>A literal of Python's: in quotes, with escapes.</summary>
    public static string Literal(string text)
    {
        if (text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0])
        {
            text = text[1..^1];
        }

        return Unescape(text, all: true);
    }

    /// <summary>A text in which only <c>\u…</c> and <c>\U…</c> are escapes.</summary>
    public static string RawUnicode(string text) => Unescape(text, all: false);

    private static string Unescape(string text, bool all)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char kind = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            int digits = kind switch
            {
                'u' => 4,
                'U' => 8,
                'x' when all => 2,
                _ => 0,
            };
            if (digits > 0 && i + 2 + digits <= text.Length
                && uint.TryParse(text.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code))
            {
                result.Append(Rune.TryCreate(code, out Rune rune) ? rune.ToString() : "\uFFFD");
                i += 1 + digits;
            }
            else if (all && kind != '\0')
            {
                result.Append(kind switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    _ => kind,
                });
                i++;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
