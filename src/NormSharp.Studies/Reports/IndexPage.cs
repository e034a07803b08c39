using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Reports;

/// <summary>Writes <c>index.html</c> over several studies: question, verdicts, finding, link.</summary>
internal static class IndexPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reports">The studies; each has its report in a folder of its name beside the page.</param>
    /// <exception cref="Serialization.FileWriteException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<StudyReport> reports)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reports.Count);
        Language language = reports[0].Language;
        TextFile words = TextFile.Of(typeof(IndexPage), language);
        Html.Write(
            path,
            language,
            $"{words["title"]} · NormSharp",
            Html.Tag("p", Html.Class("kicker"), "NormSharp"),
            Html.Tag("h1", words["title"]),
            Html.Tag("p", words.Say("introduction", ("questions", $"{reports.Count}"), ("data", reports[0].Origin.Data))),
            reports.Select(report => report.Caution).OfType<string>().Distinct()
                .Select(caution => Html.Tag("p", Html.Class("caution"), caution)),
            Html.Tag("p", Html.Class("rule"), RuleNote.Text(language)),
            reports.Select(report => Html.Tag(
                "div",
                Html.Class("card"),
                Html.Tag(
                    "h2",
                    Html.Tag(
                        "a",
                        Html.Attribute("href", $"{report.Study.Name}/{ReportFolder.ReportName}"),
                        report.Study.Text(language)["title"])),
                Html.Tag("p", Html.Class("rule"), report.Study.Text(language)["question"]),
                Html.Tag("p", report.Conclusion.Summary),
                report.Conclusion.Judgements.Select(
                    judgement => Html.Tag("p", HtmlReport.Badge(judgement.Verdict, language), " ", judgement.Claim)))),
            Html.Tag("h2", words["sources"]),
            HtmlReport.SourcesLegend(language),
            Html.Tag("h2", words["repeat"]),
            Html.Tag(
                "pre",
                Html.Tag(
                    "code", reports[0].Origin.Command.Replace($"study {reports[0].Study.Name}", "study all", StringComparison.Ordinal))));
    }
}
