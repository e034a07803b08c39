namespace NormSharp.Studies.Texts;

/// <summary>Reads the sections of a file of texts; see <see cref="TextFile"/> for its form.</summary>
internal static class TextParser
{
    private const string Title = "title";
    private const string Labels = "labels";

    /// <summary>The text of each section by its name, wrapped lines put together.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="InvalidDataException">A line belongs to no section, or a name occurs twice, or a brace is not closed.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string file, string content)
    {
        var sections = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        string? section = null;
        bool inLabels = false;
        var lines = new List<string>();

        void End()
        {
            if (section is not null)
            {
                string text = Prose.Join(lines);
                if (!TextPlaces.AreClosed(text))
                {
                    throw new InvalidDataException($"{file}: section '{section}' has a brace without its partner");
                }

                if (!sections.TryAdd(section, text))
                {
                    throw new InvalidDataException($"{file}: section '{section}' stands there twice");
                }
            }

            lines.Clear();
        }

        void Begin(string name, string? text = null)
        {
            End();
            section = name;
            if (text is not null)
            {
                lines.Add(text);
            }
        }

        foreach (string line in content.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                Begin(Title, line[2..]);
                inLabels = false;
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                inLabels = line[3..] == Labels;
                Begin(line[3..]);
                section = inLabels ? null : section;
            }
            else if (inLabels && line.StartsWith("- ", StringComparison.Ordinal))
            {
                int colon = line.IndexOf(": ", StringComparison.Ordinal);
                Begin(
                    colon > 2
                        ? line[2..colon]
                        : throw new InvalidDataException($"{file}: the label '{line}' is not of the form '- name: text'"),
                    line[(colon + 2)..]);
            }
            else if (section is not null)
            {
                lines.Add(line);
            }
            else if (line.Length > 0)
            {
                throw new InvalidDataException($"{file}: '{line}' stands in no section");
            }
        }

        End();
        return sections;
    }
}
