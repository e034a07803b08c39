namespace NormSharp.Charts;

/// <summary>The height of a bar with its spread.</summary>
/// <param name="Value">The height; nothing is drawn where it is not finite.</param>
/// <param name="Low">Where the whisker begins.</param>
/// <param name="High">Where the whisker ends.</param>
public readonly record struct Bar(double Value, double Low, double High)
{
    /// <summary>A bar without a whisker.</summary>
    public Bar(double value)
        : this(value, value, value)
    {
    }
}
