namespace NormSharp.Charts;

/// <summary>The bars that stand together over one name of the category axis.</summary>
/// <param name="Name">The name below the bars.</param>
/// <param name="Bars">One bar a series, in the order of <see cref="BarChart.Series"/>.</param>
public sealed record BarGroup(string Name, IReadOnlyList<Bar> Bars);
