using NormSharp.Interop.Files;

namespace NormSharp.Interop;

/// <summary>
/// A rule that renames tensors of a file. <c>*</c> stands for any text, also with dots: <c>backbone.*</c> to <c>features.*</c>.
/// </summary>
public sealed class NamePattern
{
    private readonly string[] _from;
    private readonly string[] _to;

    /// <summary>A rule.</summary>
    /// <param name="from">What names of the file look like.</param>
    /// <param name="to">What they become; each <c>*</c> is the text of the one at the same place in <paramref name="from"/>.</param>
    /// <exception cref="ArgumentException">A side is empty, or <paramref name="to"/> has more <c>*</c>.</exception>
    public NamePattern(string from, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentException.ThrowIfNullOrEmpty(to);
        From = from;
        To = to;
        _from = from.Split('*');
        _to = to.Split('*');
        if (_to.Length > _from.Length)
        {
            throw new ArgumentException($"'{Printable.Name(to)}' has more '*' than '{Printable.Name(from)}'", nameof(to));
        }
    }

    /// <summary>What names of the file look like.</summary>
    public string From { get; }

    /// <summary>What they become.</summary>
    public string To { get; }

    /// <summary>Renames.</summary>
    /// <returns>Null for a name that does not look like that.</returns>
    public string? Rename(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] texts = new string[_from.Length - 1];
        if (!name.StartsWith(_from[0], StringComparison.Ordinal) || (texts.Length == 0 && name.Length != _from[0].Length))
        {
            return null;
        }

        int position = _from[0].Length;
        for (int i = 0; i < texts.Length; i++)
        {
            // The shortest text that fits, but the last one takes what is left.
            string next = _from[i + 1];
            int end = i == texts.Length - 1
                ? (name.Length - next.Length >= position && name.EndsWith(next, StringComparison.Ordinal) ? name.Length - next.Length : -1)
                : name.IndexOf(next, position, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            texts[i] = name[position..end];
            position = end + next.Length;
        }

        return string.Concat(_to.Select((part, i) => i == 0 ? part : texts[i - 1] + part));
    }
}
