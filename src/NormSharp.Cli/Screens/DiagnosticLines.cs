using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Diagnosis;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Primitives;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What the checks before training found: a line each, on standard error, or above the bar of a live display.</summary>
internal static class DiagnosticLines
{
    private const int MostNames = 5;

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
    internal static string Line(Diagnostic diagnostic)
    {
        string found = Messages.Language == Language.Chinese ? InChinese(diagnostic) : diagnostic.ToString();
        return Printable.Text(diagnostic.Id switch
        {
            "BN001" => Messages.Of($"{found}; options: --last-batch even, --last-batch drop, --batch-size"),
            "BN005" => Messages.Of($"{found}; option: --no-bias"),
            "BN007" => Messages.Of($"{found}; options: no --no-recalibrate, more --epochs"),
            _ => found,
        });
    }

    /// <summary>What the doctor's catalogue says of the kind of finding: the library tells the single one in English.</summary>
    private static string InChinese(Diagnostic diagnostic)
    {
        if (RuleCatalog.Find(diagnostic.Id)?.In(ReportLanguage.Chinese) is not { } rule)
        {
            return diagnostic.ToString();
        }

        string word = diagnostic.Severity == DiagnosticSeverity.Error ? "错误" : "警告";
        string layers = diagnostic.Layers.Count > MostNames
            ? $" {string.Join('、', diagnostic.Layers.Take(MostNames))} 等 {diagnostic.Layers.Count} 层"
            : diagnostic.Layers.Count > 0 ? $" {string.Join('、', diagnostic.Layers)}" : string.Empty;

        // The options that are named after it say what to do.
        string repair = diagnostic.Id is "BN001" or "BN005" or "BN007" ? string.Empty : $"；{rule["repair"]}";
        return $"{word} {diagnostic.Id}{layers}：{rule.Title}（{rule["cause"]}）{repair}";
    }
}
