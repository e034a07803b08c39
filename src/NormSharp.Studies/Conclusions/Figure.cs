using NormSharp.Charts;

namespace NormSharp.Studies.Reports;

/// <summary>A chart with what there is to see in it.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Caption">What the marks and bands are, and what to look at.</param>
internal sealed record Figure(Chart Chart, string Caption);
