namespace NormSharp.Charts;

/// <summary>Whether equal steps along an axis are equal differences or equal ratios.</summary>
public enum AxisScale
{
    /// <summary>Equal differences.</summary>
    Linear,

    /// <summary>Equal ratios; values that are not positive cannot be shown.</summary>
    Logarithmic,
}
