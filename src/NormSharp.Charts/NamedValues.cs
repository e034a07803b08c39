namespace NormSharp.Charts;

/// <summary>The numbers of one row of a <see cref="Histogram"/> or one box of a <see cref="BoxPlot"/>.</summary>
/// <param name="Name">What the row or the box is called.</param>
/// <param name="Values">
/// Of a histogram how many values fell into each bin; of a box plot the values in any order, of which those that are not finite are left
/// out.
/// </param>
public sealed record NamedValues(string Name, IReadOnlyList<double> Values);
