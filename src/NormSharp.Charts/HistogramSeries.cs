namespace NormSharp.Charts;

/// <summary>One curve of a <see cref="Histogram"/>: counts in bins of equal width.</summary>
/// <param name="Name">What the row is called.</param>
/// <param name="Counts">How many values fell into each bin.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<double> Counts);
