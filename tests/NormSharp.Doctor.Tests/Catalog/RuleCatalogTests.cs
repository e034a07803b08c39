using System.Text.RegularExpressions;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Tests.Catalog;

/// <summary>The list of findings, docs/diagnostics.md and the trainer's checks say the same.</summary>
public sealed partial class RuleCatalogTests
{
    private static readonly string[] Fields = ["symptom", "cause", "seen", "cost", "repair", "source"];

    [Fact]
    public void The_page_has_a_row_and_a_chapter_for_every_id_and_no_other()
    {
        string[] all = [.. RuleCatalog.All.Select(rule => $"{rule.Id} {rule.English.Title}")];
        Assert.Equal(all, Row().Matches(Page()).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
        Assert.Equal(all, Chapter().Matches(Page()).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
    }

    [Fact]
    public void Chapters_of_the_doctors_own_findings_are_those_of_the_list()
    {
        Dictionary<string, string> chapters = Page().Split("\n## ").Where(chapter => chapter.StartsWith("BN", StringComparison.Ordinal))
            .ToDictionary(chapter => chapter[..5], Flat);
        Rule[] own = [.. RuleCatalog.All.Where(rule => TrainingChecks.Catalog.All(entry => entry.Id != rule.Id))];
        Assert.NotEmpty(own);
        Assert.All(own, rule => Assert.All(Fields, field => Assert.Contains(
            rule.English[field], chapters[rule.Id], StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void The_trainers_checks_stand_in_the_list_under_their_titles()
        => Assert.All(TrainingChecks.Catalog, entry => Assert.Equal(entry.Title, RuleCatalog.Of(entry.Id).English.Title));

    [Fact]
    public void What_a_training_says_while_it_goes_on_are_the_words_of_the_list() => Assert.All(LiveWatch.Texts, text =>
    {
        RuleText rule = RuleCatalog.Of(text.Id).English;
        Assert.Equal((text.Title, text.Finding, text.Advice), (rule.Title, rule["finding"], rule["advice"]));
        Assert.Equal(RuleKind.Live, RuleCatalog.Of(text.Id).Kind);
    });

    [Fact]
    public void Both_languages_have_the_same_ids_and_the_same_places()
    {
        Assert.Equal(RuleFile.Read("Rules.en.md").Keys, RuleFile.Read("Rules.zh.md").Keys);
        Assert.All(RuleCatalog.All, rule =>
        {
            Assert.Equal(Places(rule.English["finding"]), Places(rule.Chinese["finding"]));
            Assert.Equal(Places(rule.English["advice"]), Places(rule.Chinese["advice"]));
            Assert.All(["symptom", "cause", "repair"], field => Assert.NotEmpty(rule.Chinese[field]));
        });
    }

    [Fact]
    public void Every_repair_and_every_reason_is_said_in_chinese()
    {
        IEnumerable<string> phrases = typeof(Phrases).GetFields().Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Concat(Repair.Treatments.All.Select(treatment => treatment.Name));
        Assert.All(phrases, phrase => Assert.NotEqual(phrase, Phrases.In(ReportLanguage.Chinese, phrase)));
        Assert.Equal("as it is", Phrases.In(ReportLanguage.Chinese, "as it is"));
        Assert.Equal(Repair.Treatments.All.Count, Repair.Treatments.All.Select(treatment => treatment.Key).Distinct().Count());
        Assert.All(Repair.Treatments.All.SelectMany(treatment => treatment.Ids), id => RuleCatalog.Of(id));
    }

    [Fact]
    public void A_damaged_list_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => RuleFile.Parse("x", "## BN001 no colon"));
        Assert.Throws<InvalidDataException>(() => RuleFile.Parse("x", "## BN001: a\nneither"));
        Assert.Throws<ArgumentException>(() => RuleFile.Parse("x", "## BN001: a\n## BN001: b"));
        Assert.Equal("one two", RuleFile.Parse("x", "## BN001: a\n- field: one\n  two")["BN001"]["field"]);
    }

    private static string[] Places(string text) => [.. Place().Matches(text).Select(match => match.Value).Distinct().Order()];

    private static string Flat(string text) => Space().Replace(text, " ");

    private static string Page() => File.ReadAllText(Path.Combine(Testing.Checkout.Root, "docs", "diagnostics.md"));

    [GeneratedRegex(@"^## (BN\d{3}): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Chapter();

    [GeneratedRegex(@"^\| \[(BN\d{3})\]\(#[^)]+\) \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
