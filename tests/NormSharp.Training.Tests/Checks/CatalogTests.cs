namespace NormSharp.Training.Tests.Checks;

/// <summary>docs/diagnostics.md says of each check what people need; the tests of the doctor hold its list.</summary>
public sealed class CatalogTests
{
    private static readonly string[] Parts = ["What it means.", "Why.", "What to do.", "Silence it."];

    [Fact]
    public void Every_chapter_says_what_why_how_and_how_to_silence()
    {
        string[] chapters =
        [
            .. Page().Split("\n## ").Where(chapter => TrainingChecks.Catalog.Any(
                entry => chapter.StartsWith($"{entry.Id}: {entry.Title}\n", StringComparison.Ordinal))),
        ];

        Assert.Equal(TrainingChecks.Catalog.Count, chapters.Length);
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
}
