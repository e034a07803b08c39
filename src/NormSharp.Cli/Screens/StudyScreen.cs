using NormSharp.Cli.Output;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Verdicts;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What a study found, on a terminal: finding, verdicts with their numbers, where the report is.</summary>
internal static class StudyScreen
{
    public static void Show(Screen screen, StudyReport report, string page)
    {
        screen.Line();
        screen.Line($"[bold]{Markup.Escape(report.Study.Name)}[/]  {Markup.Escape(report.Study.Text(report.Language)["question"])}");
        if (report.Caution is { } caution)
        {
            screen.Line($"[yellow]{Markup.Escape(caution)}[/]");
        }

        screen.Line(Markup.Escape(report.Conclusion.Summary));
        foreach (Judgement judgement in report.Conclusion.Judgements)
        {
            screen.Line(
                $"  [bold]{Markup.Escape(ReportFolder.Word(judgement.Verdict, report.Language))}[/]  {Markup.Escape(judgement.Claim)}");
            screen.Line($"    [dim]{Markup.Escape(judgement.Evidence)}[/]");
        }

        screen.Text($"  report: {page}");
    }
}
