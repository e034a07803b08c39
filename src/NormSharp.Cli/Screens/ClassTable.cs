using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>How well each class is told, the worst first.</summary>
internal static class ClassTable
{
    private const int Most = 12;

    /// <summary>Shows the classes, or the worst of many.</summary>
    public static void Show(Screen screen, ConfusionMatrix confusion, IReadOnlyList<string> names)
    {
        int[] labels = [.. Enumerable.Range(0, confusion.Classes).Where(label => confusion.Images(label) > 0)];
        if (labels.Length < 2)
        {
            return;
        }

        int[] shown = [.. labels.OrderBy(label => confusion.Recall(label)).ThenBy(label => label).Take(Most)];
        PlainTable table = new PlainTable()
            .Words("class").Numbers("images").Numbers("recall").Numbers("precision").Words("mostly taken for");
        foreach (int label in shown)
        {
            int other = confusion.MostOftenTakenFor(label);
            table.Add(
                PlainTable.Cell(Name(label)),
                PlainTable.Cell(Format.Count(confusion.Images(label))),
                PlainTable.Cell(Share(confusion.Recall(label))),
                PlainTable.Cell(Share(confusion.Precision(label))),
                PlainTable.Cell(other < 0 ? string.Empty : Messages.Of($"{Name(other)} ({Format.Count(confusion[label, other])})")));
        }

        table.Show(screen);
        if (shown.Length < labels.Length)
        {
            screen.Line($"  [dim]the {shown.Length} worst of {labels.Length} classes[/]");
        }

        if (confusion.TopAccuracy is double top)
        {
            screen.Line($"  among the first five: [bold]{Markup.Escape(Format.Percent(top))}[/]");
        }

        string Name(int label) => label < names.Count ? names[label] : Messages.Of($"class {label}");
    }

    private static string Share(double? value) => value is double share ? Format.Percent(share) : "–";
}
