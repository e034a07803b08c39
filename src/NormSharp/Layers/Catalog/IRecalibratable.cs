using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A normalization layer that keeps running statistics, which can be frozen, and recomputed from data with the weights untouched.
/// </summary>
/// <remarks>
/// Between <see cref="BeginRecalibration"/> and <see cref="EndRecalibration"/> every forward pass normalises with the batch's own
/// statistics, whatever the mode, and hands them to a <see cref="RecalibrationPool"/>; the running statistics change at the end, all at
/// once.
/// </remarks>
internal interface IRecalibratable : INormalizationLayer
{
    /// <summary>ε, added to the variance under the root.</summary>
    double Epsilon { get; }

    /// <summary>The running mean of each channel; null when the layer was built without running statistics.</summary>
    Tensor? RunningMean { get; }

    /// <summary>The running variance of each channel, or null.</summary>
    Tensor? RunningVariance { get; }

    /// <summary>Whether the running statistics are used and left alone in training mode too.</summary>
    bool FreezesStatistics { get; set; }

    /// <summary>Whether a recalibration has begun and not ended.</summary>
    bool IsRecalibrating { get; }

    /// <summary>How many values of each channel have passed since <see cref="BeginRecalibration"/>.</summary>
    double RecalibrationCount { get; }

    /// <summary>From now on the statistics of every forward pass are collected.</summary>
    /// <param name="method">How they are put together.</param>
    /// <exception cref="InvalidOperationException">There are no running statistics to recompute.</exception>
    void BeginRecalibration(RecalibrationMethod method = RecalibrationMethod.Pooled);

    /// <summary>Takes in what other ranks have collected over images of their own.</summary>
    /// <param name="ranks">What joins the ranks.</param>
    void MergeRecalibration(IReducer ranks);

    /// <summary>Replaces the running statistics by what was collected.</summary>
    /// <exception cref="InvalidOperationException">No recalibration was begun, or too few values have passed for a variance.</exception>
    void EndRecalibration();

    /// <summary>Leaves recalibration without touching the running statistics.</summary>
    void CancelRecalibration();
}
