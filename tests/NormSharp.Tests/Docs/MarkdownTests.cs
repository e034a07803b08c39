namespace NormSharp.Tests.Docs;

/// <summary>What every Markdown page of the repository keeps to.</summary>
public sealed class MarkdownTests
{
    private const int LongestLine = 100;

    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Fact]
    public void The_pages_are_found()
    {
        Assert.Contains("README.md", MarkdownPage.All);
        Assert.Contains("docs/cli.md", MarkdownPage.All);
        Assert.Contains("bench/compare/README.md", MarkdownPage.All);
    }

    /// <summary>
    /// Tables, code, formulas and the addresses of links cannot be broken and may be longer; an East Asian character counts two.
    /// </summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Lines_are_at_most_100_wide(string page)
    {
        IEnumerable<string> tooLong = MarkdownPage.Read(page).Prose
            .Where(line => MarkdownPage.Width(MarkdownPage.WithoutAddresses(line.Text)) > LongestLine)
            .Select(line => $"{page}:{line.Number}: {MarkdownPage.Width(line.Text)} columns: {line.Text}");

        HasNone(tooLong);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Relative_links_lead_to_files_and_headings_that_exist(string page)
    {
        MarkdownPage here = MarkdownPage.Read(page);
        List<string> dead = [];
        foreach ((int number, string target) in here.Links.Where(link => !link.Target.Contains("://", StringComparison.Ordinal)))
        {
            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? here.Path : Path.Combine(Path.GetDirectoryName(here.Path)!, parts[0]);
            if (!File.Exists(file) && !Directory.Exists(file))
            {
                dead.Add($"{page}:{number}: {target}: there is no such file");
            }
            else if (parts.Length == 2 && !MarkdownPage.Read(file).Anchors.Contains(parts[1]))
            {
                dead.Add($"{page}:{number}: {target}: the page has no such heading");
            }
        }

        HasNone(dead);
    }

    /// <summary>Decisions are dated and name what stood there at their date; the changelog too.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_that_are_named_exist(string page)
    {
        IEnumerable<string> gone = MarkdownPage.Read(page).Paths
            .Where(path => !page.StartsWith("docs/decisions/0", StringComparison.Ordinal) && page != "CHANGELOG.md")
            .Where(path => !File.Exists(Checkout.File(path.Target)) && !Directory.Exists(Checkout.File(path.Target)))
            .Select(path => $"{page}:{path.Number}: {path.Target}");

        HasNone(gone);
    }

    private static void HasNone(IEnumerable<string> faults)
    {
        string[] found = [.. faults];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
