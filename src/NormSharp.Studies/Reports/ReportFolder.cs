namespace NormSharp.Studies.Reports;

/// <summary>A study's folder: <c>results.csv</c>, <c>results.json</c>, <c>report.html</c> and the finished cells.</summary>
public static class ReportFolder
{
    /// <summary>The name of the page.</summary>
    public const string ReportName = "report.html";

    /// <summary>Writes the three files, each all or nothing.</summary>
    /// <exception cref="Serialization.FileWriteException">A file cannot be written.</exception>
    public static void Write(string folder, StudyReport report)
    {
        CsvFile.Write(Path.Combine(folder, "results.csv"), report.Results);
        JsonResults.Write(Path.Combine(folder, "results.json"), report);
        HtmlReport.Write(Path.Combine(folder, ReportName), report);
    }

    /// <summary>The verdicts as scripts read them.</summary>
    public static System.Text.Json.Nodes.JsonArray Verdicts(StudyReport report) => JsonResults.Verdicts(report);

    /// <summary>The word for a verdict that people read.</summary>
    public static string Word(Verdicts.Verdict verdict, Language language) => HtmlReport.Word(verdict, language);
}
