namespace NormSharp.Diagnosis.Catalog;

/// <summary>
/// Reads the texts of rules: a chapter <c>## ID: title</c> a rule, an item <c>- field: text</c> a field. Indented lines go on with an item.
/// </summary>
internal static class RuleFile
{
    private const string Chapter = "## ";
    private const string Item = "- ";
    private const string Colon = ": ";

    /// <summary>The texts by id, in the order of the file.</summary>
    /// <exception cref="InvalidDataException">A line is of no known form, or an id or field stands there twice.</exception>
    public static IReadOnlyDictionary<string, RuleText> Parse(string name, string content)
    {
        var rules = new OrderedDictionary<string, RuleText>(StringComparer.Ordinal);
        Dictionary<string, string>? fields = null;
        string? field = null;
        foreach (string line in content.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith(Chapter, StringComparison.Ordinal))
            {
                (string id, string title) = Cut(name, line, Chapter);
                fields = new Dictionary<string, string>(StringComparer.Ordinal);
                rules.Add(id, new RuleText(title, fields));
                field = null;
            }
            else if (fields is not null && line.StartsWith(Item, StringComparison.Ordinal))
            {
                (field, string text) = Cut(name, line, Item);
                fields.Add(field, text);
            }
            else if (fields is not null && field is not null && line.StartsWith("  ", StringComparison.Ordinal))
            {
                fields[field] = Join(fields[field], line.Trim());
            }
            else if (fields is not null && line.Length > 0)
            {
                throw new InvalidDataException($"{name}: '{line}' is neither a chapter nor an item");
            }
        }

        return rules;
    }

    /// <summary>The texts that are embedded in this assembly.</summary>
    public static IReadOnlyDictionary<string, RuleText> Read(string name)
    {
        using Stream stream = typeof(RuleFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"{name}: the assembly holds no such file");
        using var reader = new StreamReader(stream);
        return Parse(name, reader.ReadToEnd());
    }

    private static (string Name, string Text) Cut(string file, string line, string start)
    {
        int colon = line.IndexOf(Colon, StringComparison.Ordinal);
        return colon > start.Length
            ? (line[start.Length..colon], line[(colon + Colon.Length)..])
            : throw new InvalidDataException($"{file}: '{line}' has no name before a colon");
    }

    // Chinese is written without spaces.
    private static string Join(string before, string after)
        => before[^1] >= '\u2E80' || after[0] >= '\u2E80' ? before + after : $"{before} {after}";
}
