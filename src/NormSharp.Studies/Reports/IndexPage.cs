namespace NormSharp.Studies.Reports;

/// <summary>Writes <c>index.html</c> over several studies: question, verdicts, finding, link.</summary>
public static class IndexPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reports">The studies; each has its report in a folder of its name beside the page.</param>
    /// <exception cref="Serialization.FileWriteException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<StudyReport> reports)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reports.Count);
        Language language = reports[0].Language;
        Html.Write(
            path,
            language,
            language.Say("Batch normalization, claim by claim · NormSharp", "逐条检验批量归一化 · NormSharp"),
            Html.Tag("p", Html.Class("kicker"), "NormSharp"),
            Html.Tag("h1", language.Say("Batch normalization, claim by claim", "逐条检验批量归一化")),
            Html.Tag("p", language.Say(
                $"{reports.Count} questions about batch normalization, each answered by trainings or measurements on {reports[0].Origin.Data}.",
                $"关于批量归一化的 {reports.Count} 个问题，每个都通过在 {reports[0].Origin.Data} 上训练或测量来回答。")),
            Html.Tag("p", Html.Class("rule"), RuleNote.Text(language)),
            reports.Select(report => Html.Tag(
                "div",
                Html.Class("card"),
                Html.Tag("h2", Html.Tag("a", Html.Attribute("href", $"{report.Study.Name}/{ReportFolder.ReportName}"), report.Study.Text.Title.In(language))),
                Html.Tag("p", Html.Class("rule"), report.Study.Text.Question.In(language)),
                Html.Tag("p", report.Conclusion.Summary),
                report.Conclusion.Judgements.Select(judgement => Html.Tag("p", HtmlReport.Badge(judgement.Verdict, language), " ", judgement.Claim)))),
            Html.Tag("h2", language.Say("Sources", "出处")),
            HtmlReport.SourcesLegend(language),
            Html.Tag("h2", language.Say("Run it again", "如何复现")),
            Html.Tag("pre", Html.Tag("code", reports[0].Origin.Command.Replace($"study {reports[0].Study.Name}", "study all", StringComparison.Ordinal))));
    }
}
