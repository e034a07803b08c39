using System.Text;
using NormSharp.Serialization;
using NormSharp.Studies.Files;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Reports;

/// <summary>Writes the findings of several studies as one Markdown page: question by question, claim, verdicts, numbers, command.</summary>
internal static class FindingsPage
{
    /// <summary>The name of the page in the folder of the reports.</summary>
    public const string Name = "findings.md";

    private const string ChineseCharts = "zh";

    /// <summary>Writes the page into the folder of the reports; its charts are those of the reports.</summary>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<StudyReport> reports)
        => Write(Path.Combine(folder, Name), reports, report => $"{report.Study.Name}/{ReportFolder.ChartName(1)}");

    /// <summary>
    /// Writes the page for readers of a repository, with its charts beside it: <c>STUDY.svg</c>, those with Chinese words in the folder
    /// <c>zh</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="reports">The studies.</param>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    public static void Publish(string path, IReadOnlyList<StudyReport> reports)
    {
        static string ChartOf(StudyReport report)
            => report.Language == Language.Chinese ? $"{ChineseCharts}/{report.Study.Name}.svg" : $"{report.Study.Name}.svg";
        string folder = FolderOf(path);
        foreach (StudyReport report in reports)
        {
            ReportFolder.WriteChart(Path.Combine(folder, ChartOf(report)), report.Conclusion.Figures[0].Chart);
        }

        Write(path, reports, ChartOf);
    }

    /// <summary>Makes the folders of a page to be published, before any work is done for it.</summary>
    /// <exception cref="FileWriteException">They cannot be written to.</exception>
    public static void Prepare(string path, Language language)
        => WritableFolder.Prepare(language == Language.Chinese ? Path.Combine(FolderOf(path), ChineseCharts) : FolderOf(path));

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static void Write(string path, IReadOnlyList<StudyReport> reports, Func<StudyReport, string> chartOf)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reports.Count);
        Language language = reports[0].Language;
        TextFile words = TextFile.Of(typeof(FindingsPage), language);
        MarkdownPage page = new MarkdownPage()
            .Heading(1, words["title"])
            .Paragraph(Introduction(reports, words) + language.Space() + RuleNote.Text(language))
            .Paragraph(SourceTexts.Explanation(language))
            .List(SourceTexts.Legend(language).Select(entry => $"**{entry.Mark}**{language.Colon()}{entry.Meaning}"))
            .Paragraph(words.Say("machine", ("machine", reports[0].Origin.Machine)))
            .Table([words["question"], words["text"], words["finding"], words["verdicts"]], reports.Select(Row), numbers: false);
        foreach (StudyReport report in reports)
        {
            Section(page, report, words, chartOf(report));
        }

        byte[] bytes = Encoding.UTF8.GetBytes(page.ToString());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static string Introduction(IReadOnlyList<StudyReport> reports, TextFile words)
    {
        Judgement[] all = [.. reports.SelectMany(report => report.Conclusion.Judgements)];
        string Count(Verdict verdict) => $"{all.Count(judgement => judgement.Verdict == verdict)}";
        return words.Say(
            "introduction",
            ("questions", $"{reports.Count}"),
            ("data", reports[0].Origin.Data),
            ("claims", $"{all.Length}"),
            ("confirmed", Count(Verdict.Confirmed)),
            ("refuted", Count(Verdict.Refuted)),
            ("not-decided", Count(Verdict.NotDecided)));
    }

    private static IReadOnlyList<string> Row(StudyReport report)
    {
        TextFile study = report.Study.Text(report.Language);
        return [$"[{study["question"]}](#{report.Study.Name})", study["source"], report.Conclusion.Summary, Verdicts(report)];
    }

    /// <summary>How many of a study's claims came out how, for example <c>✓ confirmed 2, ✗ refuted 1</c>.</summary>
    private static string Verdicts(StudyReport report) => report.Language.List(report.Conclusion.Judgements
        .GroupBy(judgement => judgement.Verdict)
        .OrderBy(group => group.Key)
        .Select(group => $"{HtmlReport.Word(group.Key, report.Language)} {group.Count()}"));

    private static void Section(MarkdownPage page, StudyReport report, TextFile words, string chart)
    {
        TextFile study = report.Study.Text(report.Language);
        page.Heading(2, report.Study.Name)
            .Paragraph($"**{study["question"]}**")
            .Paragraph(words.Say("claim", ("source", study["source"]), ("claim", study["claim"])))
            .Paragraph(report.Conclusion.Summary)
            .List(report.Conclusion.Judgements.Select(judgement => Item(judgement, report.Language)))
            .Picture(report.Conclusion.Figures[0].Chart.Title, chart);
        foreach (ReportTable table in report.Conclusion.Tables)
        {
            page.Paragraph(table.Title + report.Language.Colon().TrimEnd()).Table(table.Header, table.Rows, numbers: true);
        }

        page.Paragraph(report.Study.Method(study)).Code(report.Origin.Command);
    }

    private static string Item(Judgement judgement, Language language)
    {
        string stop = language.Stop();
        return $"**{HtmlReport.Word(judgement.Verdict, language)}** "
            + $"{judgement.Claim}{language.Space()}{judgement.Evidence}{stop}*{judgement.Rule}{stop.TrimEnd()}*";
    }
}
