using NormSharp.Cli.Output;
using NormSharp.Primitives;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What the checks before training found: a line each, on standard error, or above the bar of a live display.</summary>
internal static class DiagnosticLines
{
    /// <summary>Lines without control codes.</summary>
    public static void Write(TextWriter error, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            error.WriteLine(Line(diagnostic));
        }
    }

    /// <summary>Lines of a terminal whose bottom is redrawn, so that nobody else may write to it.</summary>
    public static void Show(Screen screen, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            screen.Line($"[yellow]{Markup.Escape(Line(diagnostic))}[/]");
        }
    }

    /// <summary>The finding and its advice, and by which options the advice is followed here.</summary>
    internal static string Line(Diagnostic diagnostic) => Printable.Text(diagnostic.Id switch
    {
        "BN001" => $"{diagnostic}; options: --last-batch even, --last-batch drop, --batch-size",
        "BN005" => $"{diagnostic}; option: --no-bias",
        "BN007" => $"{diagnostic}; options: no --no-recalibrate, more --epochs",
        _ => diagnostic.ToString(),
    });
}
