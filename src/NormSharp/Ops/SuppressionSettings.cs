namespace NormSharp.Ops;

/// <summary>Which boxes non-maximum suppression keeps.</summary>
/// <param name="MostPerClass">The most boxes of a class and sample.</param>
/// <param name="Overlap">A box is dropped where it covers one that is kept by more than this part of what both cover together.</param>
internal sealed record SuppressionSettings(long MostPerClass, double Overlap)
{
    /// <summary>Boxes have to score more than this; null for any score.</summary>
    public double? LeastScore { get; init; }

    /// <summary>Whether a box is its center x, y, width and height, or two opposite corners y, x, y, x.</summary>
    public bool HasCenters { get; init; }
}
