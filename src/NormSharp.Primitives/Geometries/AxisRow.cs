namespace NormSharp.Primitives;

/// <summary>One output of an <see cref="AxisMap"/>.</summary>
/// <param name="Terms">The entries that are read, and their weights.</param>
/// <param name="Constant">What is added.</param>
internal sealed record AxisRow(IReadOnlyList<(int Source, double Weight)> Terms, double Constant = 0);
