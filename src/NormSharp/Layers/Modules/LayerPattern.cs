using System.IO.Enumeration;

namespace NormSharp.Layers;

/// <summary>
/// Chooses layers by name: <c>*</c> stands for any characters, <c>?</c> for one, and commas separate alternatives. A pattern that
/// matches a block chooses everything inside it: <c>bn1</c>, <c>conv*</c>, <c>stage?.*.bn2</c>, <c>bn1,bn2</c>.
/// </summary>
internal sealed class LayerPattern
{
    private readonly string[] _alternatives;

    /// <summary>Takes a pattern.</summary>
    /// <exception cref="ArgumentException">It is empty, or has an empty alternative.</exception>
    public LayerPattern(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _alternatives = pattern.Split(',', StringSplitOptions.TrimEntries);
        if (_alternatives.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException(
                $"'{pattern}' is no pattern of layer names; expected names such as bn1, patterns such as conv*, or several separated "
                    + "by commas");
        }

        Text = pattern;
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Whether the pattern matches a dotted path, or the path of something that it is in.</summary>
    public bool Matches(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            string above = path[..end];
            if (_alternatives.Any(alternative => FileSystemName.MatchesSimpleExpression(alternative, above, ignoreCase: false)))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
