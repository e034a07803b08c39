using System.Text;
using NormSharp.Charts;
using NormSharp.Serialization;

namespace NormSharp.Studies.Reports;

/// <summary>
/// A study's folder: <c>results.csv</c>, <c>results.json</c>, <c>report.html</c>, its charts as <c>chart-1.svg</c> and so on, and the
/// finished cells.
/// </summary>
internal static class ReportFolder
{
    /// <summary>The name of the page.</summary>
    public const string ReportName = "report.html";

    /// <summary>The name of the file of a chart, from 1.</summary>
    public static string ChartName(int number) => $"chart-{number}.svg";

    /// <summary>Writes the files, each all or nothing.</summary>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    public static void Write(string folder, StudyReport report)
    {
        CsvFile.Write(Path.Combine(folder, "results.csv"), report.Results);
        JsonResults.Write(Path.Combine(folder, "results.json"), report);
        HtmlReport.Write(Path.Combine(folder, ReportName), report);
        for (int i = 0; i < report.Conclusion.Figures.Count; i++)
        {
            WriteChart(Path.Combine(folder, ChartName(i + 1)), report.Conclusion.Figures[i].Chart);
        }
    }

    /// <summary>Writes one chart, all or nothing.</summary>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void WriteChart(string path, Chart chart)
    {
        byte[] svg = Encoding.UTF8.GetBytes(chart.ToSvgFile());
        AtomicFile.Write(path, stream => stream.Write(svg));
    }

    /// <summary>The verdicts as scripts read them.</summary>
    public static System.Text.Json.Nodes.JsonArray Verdicts(StudyReport report) => JsonResults.Verdicts(report);

    /// <summary>The word for a verdict that people read.</summary>
    public static string Word(Verdicts.Verdict verdict, Language language) => HtmlReport.Word(verdict, language);
}
