using System.Collections.Concurrent;
using System.Reflection;

namespace NormSharp.Studies.Texts;

/// <summary>
/// What a type says to readers, in one language: the sections of the file <c>TYPE.en.md</c> or <c>TYPE.zh.md</c> beside it. Files are
/// embedded into the assembly and read once.
/// <para>
/// The heading of level 1 is the section <c>title</c>, and each heading <c>## name</c> begins the section of that name. Under <c>##
/// labels</c> each item <c>- name: text</c> is a section of its own. A text has places for numbers and words, <c>{name}</c>, which
/// <see cref="Say"/> fills.
/// </para>
/// </summary>
internal sealed class TextFile
{
    private static readonly ConcurrentDictionary<(Type Owner, Language Language), TextFile> Cache = new();

    private readonly string _name;
    private readonly IReadOnlyDictionary<string, string> _sections;

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="language">The language.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="InvalidDataException">A line belongs to no section, or a name occurs twice.</exception>
    public TextFile(string name, Language language, string content)
    {
        (_name, Language) = (name, language);
        _sections = TextParser.Parse(name, content);
    }

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>The names of the sections, in the order of the file.</summary>
    public IEnumerable<string> Sections => _sections.Keys;

    /// <summary>The text of a section without places.</summary>
    /// <exception cref="InvalidDataException">There is no such section, or it has a place that must be filled.</exception>
    public string this[string section] => Say(section);

    /// <summary>The texts of a type.</summary>
    /// <exception cref="InvalidDataException">The type's assembly does not hold the file.</exception>
    public static TextFile Of(Type owner, Language language) => Cache.GetOrAdd((owner, language), key => Read(key.Owner, key.Language));

    /// <summary>The text of a section with its places filled.</summary>
    /// <param name="section">The name of the section.</param>
    /// <param name="values">What each place is filled with.</param>
    /// <exception cref="InvalidDataException">There is no such section, or its places are not those of the values.</exception>
    public string Say(string section, params ReadOnlySpan<(string Place, string Value)> values)
    {
        string text = Raw(section)
            ?? throw new InvalidDataException($"{_name}: there is no section '{section}'; it has {string.Join(", ", Sections)}");
        foreach ((string place, _) in values)
        {
            if (!text.Contains($"{{{place}}}", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{_name}: section '{section}' has no place {{{place}}}");
            }
        }

        string filled = TextPlaces.Fill(
            text, values, place => new InvalidDataException($"{_name}: nothing fills the place {{{place}}} of section '{section}'"));
        return Language == Language.Chinese ? Prose.Tight(filled) : filled;
    }

    /// <summary>The text of a section as it stands in the file, without its line ends; null when there is none.</summary>
    public string? Raw(string section) => _sections.GetValueOrDefault(section);

    private static TextFile Read(Type owner, Language language)
    {
        string name = $"{owner.Name}.{(language == Language.Chinese ? "zh" : "en")}.md";
        Assembly assembly = owner.Assembly;
        using Stream stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException(
                $"{name}: {assembly.GetName().Name} holds no such file; it is expected beside {owner.Name}.cs");
        using var reader = new StreamReader(stream);
        return new TextFile(name, language, reader.ReadToEnd());
    }
}
