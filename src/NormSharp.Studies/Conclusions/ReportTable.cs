namespace NormSharp.Studies.Reports;

/// <summary>A table of a report.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Header">The head of each column; the first is that of the rows' names.</param>
/// <param name="Rows">The rows, each as long as the header.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows);
