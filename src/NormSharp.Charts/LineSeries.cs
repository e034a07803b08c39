namespace NormSharp.Charts;

/// <summary>One line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record LineSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>
    /// Whether the line is dashed: for a second measurement of the same thing, in the colour of <see cref="PairedWith"/>.
    /// </summary>
    public bool IsDashed { get; init; }

    /// <summary>The index of the series whose colour this one shares; null for a colour of its own.</summary>
    public int? PairedWith { get; init; }
}
