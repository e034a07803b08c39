using System.Globalization;
using System.Text;
using NormSharp.Serialization;
using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Reports;

/// <summary>
/// Writes <c>results.csv</c>: one row a cell and seed, coordinates first, then numbers; RFC 4180, UTF-8, points as decimal marks.
/// </summary>
internal static class CsvFile
{
    public static void Write(string path, StudyResults results)
    {
        string[] axes = [.. results.Runs.SelectMany(run => run.Cell.Coordinates).Select(coordinate => coordinate.Name).Distinct()];
        string[] metrics = [.. results.Runs.SelectMany(run => run.Result.Metrics.Keys).Distinct()];
        var text = new StringBuilder();
        Row(text, [.. axes, "seed", .. metrics]);
        foreach (CellRun run in results.Runs)
        {
            Row(text,
            [
                .. axes.Select(axis => run.Cell.Coordinates.FirstOrDefault(coordinate => coordinate.Name == axis).Value ?? string.Empty),
                run.Seed.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric => run.Result.Metrics.TryGetValue(metric, out double value) && double.IsFinite(value)
                    ? value.ToString("R", CultureInfo.InvariantCulture)
                    : string.Empty),
            ]);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static void Row(StringBuilder text, IEnumerable<string> fields)
        => text.AppendJoin(',', fields.Select(Field)).Append("\r\n");

    private static string Field(string value)
        => value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
