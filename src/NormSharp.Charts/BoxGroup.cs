namespace NormSharp.Charts;

/// <summary>The values that one box of a <see cref="BoxPlot"/> sums up.</summary>
/// <param name="Name">The name below the box.</param>
/// <param name="Values">The values in any order; those that are not finite are left out.</param>
public sealed record BoxGroup(string Name, IReadOnlyList<double> Values);
