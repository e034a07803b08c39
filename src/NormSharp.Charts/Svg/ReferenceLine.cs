namespace NormSharp.Charts;

/// <summary>A dotted line across a chart at a value that the data is compared with.</summary>
/// <param name="Value">Where on the value axis.</param>
/// <param name="Name">What is written at it.</param>
public sealed record ReferenceLine(double Value, string Name);
