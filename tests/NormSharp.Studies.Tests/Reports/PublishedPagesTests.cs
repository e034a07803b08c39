using NormSharp.Studies.Reports;
using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Tests.Reports;

/// <summary>The pages of docs/studies, as the command writes them.</summary>
public class PublishedPagesTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Prose_is_wrapped_by_the_generators_rule(string name)
    {
        string[] blocks = File.ReadAllText(Checkout.File("docs", "studies", name)).TrimEnd('\n').Split("\n\n");
        Assert.True(blocks.Length > 100);
        foreach (string block in blocks.Where(block => block[0] is not ('#' or '|' or '!' or '`')))
        {
            bool isList = block.StartsWith("- ", StringComparison.Ordinal);
            IEnumerable<string> items = isList ? block[2..].Split("\n- ") : [block];
            Assert.Equal(
                string.Join(
                    '\n',
                    items.Select(
                        item => isList ? Prose.Wrap("- " + Prose.Join(item.Split('\n')), "  ") : Prose.Wrap(Prose.Join(item.Split('\n'))))),
                block);
        }
    }

    [Theory]
    [InlineData("README.md", "")]
    [InlineData("README.zh-CN.md", "zh/")]
    public void Every_study_has_its_section_and_its_chart(string name, string charts)
    {
        string page = File.ReadAllText(Checkout.File("docs", "studies", name));
        foreach (string study in StudyCatalog.Names)
        {
            Assert.Contains($"\n## {study}\n", page);
            Assert.Contains($"({charts}{study}.svg)", page);
            Assert.True(File.Exists(Checkout.File("docs", "studies", $"{charts}{study}.svg")), study);
        }
    }

    [Theory]
    [InlineData(Language.English, "")]
    [InlineData(Language.Chinese, "zh/")]
    public void A_published_page_has_its_charts_beside_it(Language language, string charts)
    {
        using var folder = new TemporaryFolder();
        Study study = StudyCatalog.Find("gradient-flow")!;
        var origin = new ReportOrigin("garments", "normsharp study gradient-flow", "a machine", new DateOnly(2026, 1, 2));
        StudyReport report = StudyReport.Create(study, TinyResults.Of(study), origin, language);
        FindingsPage.Prepare(folder["page.md"], language);
        FindingsPage.Publish(folder["page.md"], [report]);
        Assert.Contains($"({charts}gradient-flow.svg)", File.ReadAllText(folder["page.md"]));
        Assert.Equal(report.Conclusion.Figures[0].Chart.ToSvgFile(), File.ReadAllText(folder[$"{charts}gradient-flow.svg"]));
        Assert.All(
            File.ReadAllLines(folder["page.md"]).Where(line => line.Length > 0 && line[0] is not ('|' or '!' or '`' or '#')),
            line => Assert.InRange(Prose.Width(line), 0, Prose.Columns));
    }
}
