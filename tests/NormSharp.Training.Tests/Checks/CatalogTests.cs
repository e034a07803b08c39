using System.Text.RegularExpressions;

namespace NormSharp.Training.Tests.Checks;

/// <summary>docs/diagnostics.md and the code name the same findings.</summary>
public sealed partial class CatalogTests
{
    private static readonly string[] Parts = ["What it means.", "Why.", "What to do.", "Silence it."];

    [Fact]
    public void The_page_has_a_chapter_for_every_id_and_no_other()
    {
        IEnumerable<string> chapters = Chapter().Matches(Page()).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");

        Assert.Equal(TrainingChecks.Catalog.Select(entry => $"{entry.Id} {entry.Title}"), chapters);
    }

    [Fact]
    public void The_table_lists_every_id_and_no_other() => Assert.Equal(
        TrainingChecks.Catalog.Select(entry => $"{entry.Id} {entry.Title}"),
        Row().Matches(Page()).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));

    [Fact]
    public void Every_chapter_says_what_why_how_and_how_to_silence()
    {
        string[] chapters = [.. Page().Split("\n## ").Where(chapter => chapter.StartsWith("BN", StringComparison.Ordinal))];

        Assert.NotEmpty(chapters);
        Assert.All(chapters, chapter =>
        {
            Assert.All(Parts, part => Assert.Contains($"**{part}**", chapter, StringComparison.Ordinal));
            Assert.Contains($"--quiet {chapter[..5]}", chapter, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Ids_are_unique_and_of_one_form()
    {
        Assert.Equal(TrainingChecks.Catalog.Count, TrainingChecks.Catalog.Select(entry => entry.Id).Distinct().Count());
        Assert.All(TrainingChecks.Catalog, entry => Assert.Matches("^BN[0-9]{3}$", entry.Id));
    }

    private static string Page() => File.ReadAllText(Path.Combine(Checkout.Root, "docs", "diagnostics.md"));

    [GeneratedRegex(@"^## (BN\d{3}): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Chapter();

    [GeneratedRegex(@"^\| \[(BN\d{3})\]\(#[^)]+\) \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
