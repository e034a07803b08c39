using System.Text;
using NormSharp.Serialization;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Reports;

/// <summary>Writes the findings of several studies as one Markdown page: question by question, claim, verdicts, numbers, command.</summary>
public static class FindingsPage
{
    /// <summary>The name of the page.</summary>
    public const string Name = "findings.md";

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reports">The studies; the charts of each are in a folder of its name beside the page.</param>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<StudyReport> reports)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reports.Count);
        var text = new StringBuilder();
        Language language = reports[0].Language;
        text.Append(language.Say("# Batch normalization, claim by claim\n\n", "# 逐条检验批量归一化\n\n"));
        Judgement[] all = [.. reports.SelectMany(report => report.Conclusion.Judgements)];
        int Count(Verdict verdict) => all.Count(judgement => judgement.Verdict == verdict);
        text.Append(language.Say(
            $"{reports.Count} questions on {reports[0].Origin.Data}, {all.Length} claims: {Count(Verdict.Confirmed)} confirmed, {Count(Verdict.Refuted)} refuted, {Count(Verdict.NotDecided)} not decided. "
            + $"Each verdict follows from its rule and the numbers beside it; differences are taken seed by seed, with the 95 % interval in brackets. {RuleNote.Text(language)}\n\n",
            $"在 {reports[0].Origin.Data} 上的 {reports.Count} 个问题、{all.Length} 个说法：证实 {Count(Verdict.Confirmed)} 个，证伪 {Count(Verdict.Refuted)} 个，未定 {Count(Verdict.NotDecided)} 个。"
            + $"每个结论都由其规则与旁边的数字得出；差值逐种子计算，方括号内为 95 % 置信区间。{RuleNote.Text(language)}\n\n"));
        text.Append($"{SourceTexts.Explanation(language)}\n\n");
        foreach ((string mark, string meaning) in SourceTexts.Legend(language))
        {
            text.Append($"- **{mark}**{language.Say(": ", "：")}{meaning}\n");
        }

        text.Append('\n');
        text.Append(language.Say($"Machine: {reports[0].Origin.Machine}.\n\n", $"机器：{reports[0].Origin.Machine}。\n\n"));
        text.Append(language.Say("| question | text | finding | verdicts |\n|---|---|---|---|\n", "| 问题 | 原文 | 发现 | 结论 |\n|---|---|---|---|\n"));
        foreach (StudyReport report in reports)
        {
            StudyText study = report.Study.Text;
            text.Append($"| [{study.Question.In(language)}](#{report.Study.Name}) | {study.Source} | {report.Conclusion.Summary} | {Verdicts(report)} |\n");
        }

        foreach (StudyReport report in reports)
        {
            Section(text, report);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>How many of a study's claims came out how, for example <c>✓ confirmed 2, ✗ refuted 1</c>.</summary>
    private static string Verdicts(StudyReport report) => string.Join(
        report.Language.Say(", ", "，"),
        report.Conclusion.Judgements
            .GroupBy(judgement => judgement.Verdict)
            .OrderBy(group => group.Key)
            .Select(group => $"{HtmlReport.Word(group.Key, report.Language)} {group.Count()}"));

    private static void Section(StringBuilder text, StudyReport report)
    {
        (StudyText study, Language language) = (report.Study.Text, report.Language);
        text.Append($"\n## {report.Study.Name}\n\n**{study.Question.In(language)}**\n\n");
        text.Append(language.Say($"The claim ({study.Source}): {study.Claim.English}\n\n", $"原文的说法（{study.Source}）：{study.Claim.Chinese}\n\n"));
        text.Append($"{report.Conclusion.Summary}\n\n");
        foreach (Judgement judgement in report.Conclusion.Judgements)
        {
            string stop = language.Say(". ", "。");
            text.Append($"- **{HtmlReport.Word(judgement.Verdict, language)}** {judgement.Claim} {judgement.Evidence}{stop}*{judgement.Rule}{stop.TrimEnd()}*\n");
        }

        text.Append($"\n![{report.Conclusion.Figures[0].Chart.Title}]({report.Study.Name}/{ReportFolder.ChartName(1)})\n\n");
        foreach (ReportTable table in report.Conclusion.Tables)
        {
            text.Append($"{table.Title}:\n\n| {string.Join(" | ", table.Header)} |\n|---|{string.Concat(table.Header.Skip(1).Select(_ => "---:|"))}\n");
            foreach (IReadOnlyList<string> row in table.Rows)
            {
                text.Append($"| {string.Join(" | ", row)} |\n");
            }

            text.Append('\n');
        }

        text.Append($"{study.Method.In(language)}\n\n`{report.Origin.Command}`\n");
    }
}
