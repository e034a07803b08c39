namespace NormSharp.Layers;

/// <summary>The settings of an <see cref="InstanceNorm"/>; the defaults are PyTorch's.</summary>
public sealed record InstanceNormOptions
{
    /// <summary>ε, added to the variance under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>
    /// The weight of the <i>new</i> batch's statistic in the running average: running ← (1 − w)·running + w·batch. Null averages all
    /// batches equally (w = 1/n at the nth); PyTorch never updates then.
    /// </summary>
    public double? NewStatisticWeight { get; init; } = 0.1;

    /// <summary>Whether there are γ and β.</summary>
    public bool Affine { get; init; }

    /// <summary>
    /// Whether running statistics are kept, which evaluation then normalizes with; without them it uses each sample's own.
    /// </summary>
    public bool TrackRunningStatistics { get; init; }
}
