using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Reports;

/// <summary>A study with its numbers and what they say, ready to be written.</summary>
/// <param name="Study">The study.</param>
/// <param name="Results">The numbers.</param>
/// <param name="Conclusion">What they say.</param>
/// <param name="Origin">Data, command and machine.</param>
/// <param name="Language">The language.</param>
internal sealed record StudyReport(Study Study, StudyResults Results, Conclusion Conclusion, ReportOrigin Origin, Language Language)
{
    /// <summary>What must be known before anything else is read; null where the run is of the usual size.</summary>
    public string? Caution => Results.Plan.Scale != StudyScale.Quick ? null : HtmlReport.Words(Language).Say(
        "caution",
        ("images", $"{Results.Size.TrainImages:N0}"),
        ("epochs", $"{Results.Size.Epochs}"),
        ("seeds", $"{Results.Seeds.Count}"));

    /// <summary>Draws the conclusion from the numbers.</summary>
    public static StudyReport Create(Study study, StudyResults results, ReportOrigin origin, Language language)
        => new(study, results, study.Conclude(results, language), origin, language);
}
