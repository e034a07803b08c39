using System.Text;

namespace NormSharp.Studies.Texts;

/// <summary>
/// Places for numbers and words in a text: a name of lower-case letters, digits and hyphens in braces, such as <c>{learning-rate}</c>.
/// </summary>
internal static class TextPlaces
{
    /// <summary>The names of a text's places, in the order of the text.</summary>
    public static IEnumerable<string> Names(string text)
    {
        for (int open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            yield return text[(open + 1)..text.IndexOf('}', open)];
        }
    }

    /// <summary>Whether every brace belongs to a place.</summary>
    public static bool AreClosed(string text)
    {
        bool isOpen = false;
        foreach (char c in text.Where(c => c is '{' or '}'))
        {
            if (isOpen == (c == '{'))
            {
                return false;
            }

            isOpen = !isOpen;
        }

        return !isOpen;
    }

    /// <summary>Fills the places of a text; values are taken as they are, braces in them too.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">What each place is filled with.</param>
    /// <param name="missing">Makes the exception for a place without a value.</param>
    public static string Fill(string text, ReadOnlySpan<(string Place, string Value)> values, Func<string, Exception> missing)
    {
        var filled = new StringBuilder();
        int from = 0;
        foreach (string name in Names(text))
        {
            int open = text.IndexOf('{', from);
            filled.Append(text, from, open - from).Append(ValueOf(name, values) ?? throw missing(name));
            from = open + name.Length + 2;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }

    private static string? ValueOf(string name, ReadOnlySpan<(string Place, string Value)> values)
    {
        foreach ((string place, string value) in values)
        {
            if (place == name)
            {
                return value;
            }
        }

        return null;
    }
}
