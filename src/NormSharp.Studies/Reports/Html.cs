using System.Text;
using System.Xml;
using System.Xml.Linq;
using NormSharp.Primitives;
using NormSharp.Serialization;

namespace NormSharp.Studies.Reports;

/// <summary>Pages as trees of elements, so that every text is escaped.</summary>
internal static class Html
{
    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        Indent = false,
        Encoding = new UTF8Encoding(false),
    };

    /// <summary>An element; one without content still gets an end tag.</summary>
    public static XElement Tag(string name, params object?[] content)
        => new(
            name,
            content.Length == 0 || content.All(item => item is XAttribute or null)
                ? [.. content, string.Empty]
                : content.Select(Clean).ToArray());

    /// <summary>An element that never has content, such as <c>meta</c>.</summary>
    public static XElement Void(string name, params object?[] attributes) => new(name, attributes);

    /// <summary>An attribute.</summary>
    public static XAttribute Attribute(string name, string value) => new(name, Printable.Lines(value));

    /// <summary>A class.</summary>
    public static XAttribute Class(string value) => new("class", value);

    /// <summary>Writes a whole page, all or nothing.</summary>
    public static void Write(string path, Language language, string title, params object?[] body)
    {
        XElement page = Tag(
            "html",
            Attribute("lang", language == Language.Chinese ? "zh-Hans" : "en"),
            Tag(
                "head",
                Void("meta", Attribute("charset", "utf-8")),
                Void("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")),
                Void("meta", Attribute("name", "color-scheme"), Attribute("content", "light dark")),
                Tag("title", title),
                Tag("style", PageStyle.Sheet)),
            Tag("body", Tag("main", body)));
        AtomicFile.Write(path, stream =>
        {
            stream.Write("<!DOCTYPE html>\n"u8);
            using var writer = XmlWriter.Create(stream, Settings);
            page.WriteTo(writer);
        });
    }

    /// <summary>XML has no word for most control characters, and direction marks would turn a page around.</summary>
    private static object? Clean(object? content) => content switch
    {
        string text => Printable.Lines(text),
        IEnumerable<string> texts => texts.Select(Printable.Lines),
        _ => content,
    };
}
