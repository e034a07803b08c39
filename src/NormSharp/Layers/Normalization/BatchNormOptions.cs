namespace NormSharp.Layers;

/// <summary>The settings of a <see cref="BatchNorm"/>.</summary>
public record BatchNormOptions
{
    /// <summary>ε, added to the variance under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>
    /// The weight of the <i>new</i> batch's statistic in the running average: running ← (1 − w)·running + w·batch. Null averages all
    /// batches equally (w = 1/n at the nth). PyTorch calls this momentum; Keras, Flax and ONNX mean 1 − w by that word.
    /// </summary>
    public double? NewStatisticWeight { get; init; } = 0.1;

    /// <summary>Whether there are γ and β.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether running statistics are kept; without them evaluation too normalises with the batch's own.</summary>
    public bool TrackRunningStatistics { get; init; } = true;

    /// <summary>
    /// Whether the running variance averages population variances (M2/n), as Keras, Flax and ONNX store them, instead of unbiased ones
    /// (M2/(n − 1)), as PyTorch does. A batch itself is normalised with its population variance either way.
    /// </summary>
    public bool StoresPopulationVariance { get; init; }

    /// <summary>The dimension of the channels, which may count from the end: 1 as in PyTorch, −1 for channels-last inputs.</summary>
    public int Axis { get; init; } = 1;
}
