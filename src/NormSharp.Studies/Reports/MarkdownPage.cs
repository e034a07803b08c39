using System.Text;
using NormSharp.Primitives;
using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Reports;

/// <summary>A page of Markdown, its prose wrapped as <see cref="Prose"/> says.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    /// <summary>A heading.</summary>
    public MarkdownPage Heading(int level, string text) => Block($"{new string('#', level)} {text}");

    /// <summary>A paragraph.</summary>
    public MarkdownPage Paragraph(string text) => Block(Prose.Wrap(text));

    /// <summary>A list.</summary>
    public MarkdownPage List(IEnumerable<string> items)
        => Block(string.Join('\n', items.Select(item => Prose.Wrap($"- {item}", indent: "  "))));

    /// <summary>A picture, with the words for those who do not see it.</summary>
    public MarkdownPage Picture(string description, string file) => Block($"![{description}]({file})");

    /// <summary>A line that is shown as it is.</summary>
    public MarkdownPage Code(string line)
    {
        // As many backquotes around it as no run inside has.
        string fence = "`";
        while (line.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return Block(fence.Length == 1 ? $"`{line}`" : $"{fence} {line} {fence}");
    }

    /// <summary>A table; numbers stand at the right.</summary>
    /// <param name="header">The heads of the columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="numbers">Whether all columns but the first hold numbers.</param>
    public MarkdownPage Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, bool numbers)
    {
        string rule = numbers
            ? $"|---|{string.Concat(header.Skip(1).Select(_ => "---:|"))}"
            : $"|{string.Concat(header.Select(_ => "---|"))}";
        return Block(string.Join('\n', [Row(header), rule, .. rows.Select(Row)]));
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Row(IReadOnlyList<string> cells)
        => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";

    private MarkdownPage Block(string text)
    {
        _text.Append(_text.Length > 0 ? "\n" : string.Empty).Append(Printable.Lines(text)).Append('\n');
        return this;
    }
}
