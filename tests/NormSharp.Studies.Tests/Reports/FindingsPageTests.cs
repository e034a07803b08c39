using NormSharp.Studies.Reports;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Tests.Reports;

public class FindingsPageTests
{
    private static readonly string[] Names = ["gradient-flow", "placement"];

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void A_section_a_study_with_its_verdicts_numbers_and_command(Language language)
    {
        using var folder = new TemporaryFolder();
        StudyReport[] reports = [.. Names.Select(name => Report(name, language))];
        FindingsPage.Write(folder.Path, reports);
        string page = File.ReadAllText(folder[FindingsPage.Name]);
        string[] items = [.. page.Split("\n\n").SelectMany(block => block.Split("\n- ")).Select(item => Prose.Join(item.Split('\n')))];
        string[] summary = [.. page.Split('\n').Where(line => line.StartsWith("| [", StringComparison.Ordinal))];
        Assert.Equal(reports.Length, summary.Length);
        foreach ((StudyReport report, string line) in reports.Zip(summary))
        {
            Assert.StartsWith(
                $"| [{report.Study.Text(language)["question"]}](#{report.Study.Name}) | {report.Study.Text(language)["source"]} |", line);
            Assert.All(
                report.Conclusion.Judgements.CountBy(judgement => judgement.Verdict),
                verdict => Assert.Contains($"{ReportFolder.Word(verdict.Key, language)} {verdict.Value}", line));
            Assert.Contains($"\n## {report.Study.Name}\n", page);
            Assert.Contains($"({report.Study.Name}/chart-1.svg)", page);
            Assert.Contains($"`{report.Origin.Command}`", page);
            Assert.All(
                report.Conclusion.Judgements,
                judgement => Assert.Contains(
                    items,
                    item => item.Contains(
                        $"**{ReportFolder.Word(judgement.Verdict, language)}** {judgement.Claim}{language.Space()}{judgement.Evidence}",
                        StringComparison.Ordinal)));
            Assert.All(
                report.Conclusion.Tables.SelectMany(table => table.Rows), row => Assert.Contains($"| {string.Join(" | ", row)} |", page));
        }

        int confirmed = reports.SelectMany(report => report.Conclusion.Judgements)
            .Count(judgement => judgement.Verdict == Verdict.Confirmed);
        Assert.Contains(language == Language.English ? $"{confirmed} confirmed" : $"证实 {confirmed} 个", page);
    }

    [Theory]
    [InlineData(Language.English, "five Chinese-language texts")]
    [InlineData(Language.Chinese, "五篇关于批量归一化的中文文本")]
    public void The_marks_of_the_source_texts_are_explained(Language language, string explanation)
    {
        using var folder = new TemporaryFolder();
        StudyReport report = Report("placement", language);
        FindingsPage.Write(folder.Path, [report]);
        IndexPage.Write(folder["index.html"], [report]);
        ReportFolder.Write(folder.Path, report);
        string[] pages =
            [.. ((string[])[FindingsPage.Name, "index.html", ReportFolder.ReportName])
                .Select(name => Prose.Join(File.ReadAllLines(folder[name])))];
        Assert.All(pages, page => Assert.Contains(explanation, page));
        Assert.All(pages, page => Assert.Contains(RuleNote.Text(language), page));
        for (int i = 1; i <= 5; i++)
        {
            Assert.Contains($"**S{i}**", pages[0]);
            Assert.Contains($"<dt>S{i}</dt>", pages[1]);

            // A report explains what it cites; placement cites S1 only.
            Assert.Equal(i == 1, pages[2].Contains($"<dt>S{i}</dt>", StringComparison.Ordinal));
        }
    }

    private static StudyReport Report(string name, Language language)
    {
        Study study = StudyCatalog.Find(name)!;
        return StudyReport.Create(
            study,
            TinyResults.Of(study),
            new ReportOrigin("garments", $"normsharp study {name}", "a machine", new DateOnly(2026, 1, 2)),
            language);
    }
}
