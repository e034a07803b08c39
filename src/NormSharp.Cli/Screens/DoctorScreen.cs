using System.Globalization;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Diagnosis;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What an examination found, costly findings first, in 80 columns, or as many as there are.</summary>
internal static class DoctorScreen
{
    private const int MostColumns = 80;
    private const int MostNames = 6;

    /// <summary>Shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="seen">What was found.</param>
    /// <param name="repair">What was mended; null where nothing was asked for.</param>
    /// <param name="language">The language of findings.</param>
    /// <param name="output">The repaired model's file; null where none was written.</param>
    public static void Show(Screen screen, Examination seen, RepairResult? repair, ReportLanguage language, string? output)
    {
        DoctorWords words = new DoctorWords(language);
        Head(screen, seen, words);
        foreach (Finding finding in seen.Findings)
        {
            screen.Line();
            Show(screen, finding, language, words);
        }

        screen.Line();
        string verdict = seen.HasNothing ? words.Folded
            : seen.Findings.Count == 0 ? words.Nothing
            : seen.IsHealthy ? words.OnlyNotes : words.Ill;
        bool isWell = seen is { IsHealthy: true, HasNothing: false };
        screen.Line(isWell ? $"  [green]{Markup.Escape(verdict)}[/]" : $"  {Markup.Escape(verdict)}");
        if (seen.Layers.Count == 0 && seen.Others.Count > 0)
        {
            Wrapped(screen, words.NoStatistics, 2);
        }

        foreach (Unexamined open in seen.Unexamined)
        {
            string what = seen.HasNothing ? string.Empty : $"{words.NotLookedAt}{open.What}{words.Stop}";
            Wrapped(screen, $"{what}{words.Give}{open.Need}{words.Stop}".Trim(), 2);
        }

        if (repair is not null)
        {
            Show(screen, repair, words, output);
        }
    }

    private static void Head(Screen screen, Examination seen, DoctorWords words)
    {
        Facts facts = new Facts().Add(words.Model, seen.Name);
        if (seen.Layers.Count > 0 || seen.Others.Count == 0)
        {
            string channels = Format.Count(seen.Layers.Sum(layer => layer.Channels));
            facts.Add(words.Layers, $"{Format.Count(seen.Layers.Count)}{words.Aside($"{channels} {words.Channels}")}");
        }

        if (seen.Others.Count > 0)
        {
            facts.Add(seen.Layers.Count > 0 ? words.Others : words.Layers, words.Without(seen.Others));
        }

        if (seen.Images > 0)
        {
            facts.Add(words.Images, Format.Count(seen.Images));
        }

        if (seen.Accuracy is double accuracy)
        {
            string byBatch = seen.BatchModeAccuracy is double mixed ? words.WithBatches(Percent(mixed)) : string.Empty;
            facts.Add(words.Accuracy, $"{Percent(accuracy)}{words.InEvaluation}{byBatch}");
        }

        facts.Show(screen);
    }

    private static void Show(Screen screen, Finding finding, ReportLanguage language, DoctorWords words)
    {
        (string word, string colour) = finding.Severity switch
        {
            FindingSeverity.Error => (words.Error, "red"),
            FindingSeverity.Warning => (words.Warning, "yellow"),
            _ => (words.Note, "teal"),
        };
        string cost = Cost(finding.Cost, words);
        string title = $"{word} {finding.Id} {finding.Title(language)}";
        int gap = Columns(screen) - 2 - TextColumns.Of(title) - TextColumns.Of(cost);
        screen.Line($"  [{colour}]{word}[/] [bold]{finding.Id}[/] {Markup.Escape(finding.Title(language))}"
            + (cost.Length == 0 ? string.Empty : gap > 0 ? $"{new string(' ', gap)}[bold]{Markup.Escape(cost)}[/]" : string.Empty));
        if (cost.Length > 0 && gap <= 0)
        {
            screen.Line($"    [bold]{Markup.Escape(cost)}[/]");
        }

        if (finding.Layers.Count > 0)
        {
            Wrapped(screen, Names(finding.Layers, words), 4);
        }

        Wrapped(screen, finding.Message(language), 4);
        Wrapped(screen, $"→ {finding.Advice(language)}{(finding.IsRepairable ? words.Aside($"--fix {finding.Id}") : string.Empty)}", 4);
    }

    private static void Show(Screen screen, RepairResult repair, DoctorWords words, string? output)
    {
        screen.Line();
        foreach (RepairStep step in repair.Steps)
        {
            string result = step.IsKept ? Cost(step.Cost, words) : $"{words.NotKept} {step.Reason}";
            Wrapped(screen, $"{(step.IsKept ? "✓" : "✗")} {step.Repair}{words.Aside(string.Join(", ", step.Ids))}  {result}", 2);
        }

        if (repair.Steps.Count == 0)
        {
            screen.Line($"  {Markup.Escape(words.NothingToRepair)}");
        }

        if (repair.HasChanged && output is not null)
        {
            new Facts().Add(words.Saved, output).Show(screen);
        }
    }

    private static string Cost(FindingCost? cost, DoctorWords words) => cost switch
    {
        null => string.Empty,
        { AccuracyBefore: double before, AccuracyAfter: double after } => $"{Percent(before)} → {Percent(after)}",
        _ => $"{Percent(cost.ChangedPredictions)} {words.Changed}",
    };

    private static string Names(IReadOnlyList<string> layers, DoctorWords words) => layers.Count > MostNames
        ? $"{string.Join(", ", layers.Take(MostNames))} {words.AndMore(layers.Count - MostNames)}"
        : string.Join(", ", layers);

    private static int Columns(Screen screen) => Math.Min(screen.Width, MostColumns);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static void Wrapped(Screen screen, string text, int indent)
    {
        foreach (string line in TextColumns.Wrap(text, Columns(screen) - indent))
        {
            screen.Line($"{new string(' ', indent)}{Markup.Escape(line)}");
        }
    }
}
