using System.Text.RegularExpressions;

namespace NormSharp.Tests.Docs;

/// <summary>A page of the repository, read as a reader sees it: prose apart from code and tables, headings, links.</summary>
internal sealed partial class MarkdownPage
{
    private static readonly string[] Folders = ["bench", "docs", "samples", "scripts", "src", "tests"];

    private readonly List<(int Number, string Text)> _prose = [];
    private readonly List<(int Number, string Text)> _rows = [];

    private MarkdownPage(string path)
    {
        Path = path;
        bool inCode = false;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }
            else if (!inCode && !line.StartsWith("$$", StringComparison.Ordinal))
            {
                (line.TrimStart().StartsWith('|') ? _rows : _prose).Add((number, line));
            }
        }
    }

    /// <summary>All pages: those at the root and those in the folders of the sources.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Checkout.Root, "*.md")
        .Concat(Folders.SelectMany(folder => Directory.EnumerateFiles(Checkout.File(folder), "*.md", SearchOption.AllDirectories)))
        .Select(path => System.IO.Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    /// <summary>The page's file.</summary>
    public string Path { get; }

    /// <summary>Lines of prose and headings: no code, no tables, no formulas.</summary>
    public IReadOnlyList<(int Number, string Text)> Prose => _prose;

    /// <summary>Where links and pictures lead, in prose and tables.</summary>
    public IEnumerable<(int Number, string Target)> Links => _prose.Concat(_rows)
        .SelectMany(line => LinkTarget().Matches(CodeSpan().Replace(line.Text, string.Empty))
            .Select(match => (line.Number, match.Groups[1].Value)))
        .Order();

    /// <summary>What is written as code in prose and tables and looks like a path from the root.</summary>
    public IEnumerable<(int Number, string Target)> Paths => _prose.Concat(_rows)
        .SelectMany(line => CodeSpan().Matches(line.Text).Select(match => (line.Number, match.Value.Trim('`'))))
        .Where(span => PathFromRoot().IsMatch(span.Item2))
        .Order();

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IReadOnlySet<string> Anchors => _prose
        .Where(line => line.Text.StartsWith('#'))
        .Select(line => Anchor(line.Text.TrimStart('#').Trim()))
        .ToHashSet();

    /// <summary>Reads a page.</summary>
    /// <param name="path">From the root, or absolute.</param>
    public static MarkdownPage Read(string path) => new(Checkout.File(path));

    /// <summary>A line without the addresses of its links, which cannot be broken.</summary>
    public static string WithoutAddresses(string line) => LinkTarget().Replace(PlainAddress().Replace(line, string.Empty), "]()");

    /// <summary>Columns: East Asian characters are two wide.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(rune => IsWide(rune.Value) ? 2 : 1);

    private static bool IsWide(int c) => c is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6);

    private static string Anchor(string heading) => string.Concat(
        heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex PlainAddress();

    [GeneratedRegex(@"^(bench|docs|samples|scripts|src|tests|\.ci)/[\w./-]+$")]
    private static partial Regex PathFromRoot();
}
