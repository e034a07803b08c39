namespace NormSharp.Charts;

/// <summary>A point of a line, with the band around it.</summary>
/// <param name="X">The abscissa.</param>
/// <param name="Y">The ordinate; a line is broken where it is not finite.</param>
/// <param name="Low">The lower edge of the band.</param>
/// <param name="High">The upper edge of the band.</param>
public readonly record struct ChartPoint(double X, double Y, double Low, double High)
{
    /// <summary>A point without a band.</summary>
    public ChartPoint(double x, double y)
        : this(x, y, y, y)
    {
    }
}
