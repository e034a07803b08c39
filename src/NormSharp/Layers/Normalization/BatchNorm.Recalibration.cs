using NormSharp.Synchronization;

namespace NormSharp.Layers;

/// <content>Running statistics made anew from whole batches, with the weights untouched.</content>
public partial class BatchNorm
{
    private RecalibrationPool? _recalibrating;

    /// <summary>Whether the layer is between <see cref="BeginRecalibration"/> and <see cref="EndRecalibration"/>.</summary>
    public bool IsRecalibrating => _recalibrating is not null;

    /// <summary>
    /// How many values of each channel have passed since <see cref="BeginRecalibration"/>; <see cref="EndRecalibration"/> needs 2.
    /// </summary>
    public double RecalibrationCount => _recalibrating?.Count ?? 0;

    /// <summary>
    /// From now on every forward pass normalises with the batch's own statistics and collects them, whatever the mode; the
    /// running statistics wait for <see cref="EndRecalibration"/>.
    /// </summary>
    /// <param name="method">How the batches' statistics are put together.</param>
    /// <exception cref="InvalidOperationException">
    /// There are no running statistics to recompute, or the channels are not known yet.
    /// </exception>
    public void BeginRecalibration(RecalibrationMethod method = RecalibrationMethod.Pooled) => _recalibrating = State.Running is { } running
        ? new RecalibrationPool(method, running.Mean, running.Variance, Options.NewStatisticWeight, Options.StoresPopulationVariance)
        : throw new InvalidOperationException(Options.TrackRunningStatistics
            ? $"layer {Path} ({TypeName}) does not know its channels yet; run one forward pass first"
            : $"layer {Path} ({TypeName}) keeps no running statistics, so there is nothing to recompute");

    /// <summary>Replaces the running statistics by those of all values since <see cref="BeginRecalibration"/>.</summary>
    /// <exception cref="InvalidOperationException">No recalibration was begun, or no batch has passed.</exception>
    public void EndRecalibration() => RecalibrationPool.End(ref _recalibrating, this);

    void IRecalibratable.MergeRecalibration(IReducer ranks) => _recalibrating?.Merge(ranks);

    /// <summary>Leaves recalibration without touching the running statistics.</summary>
    public void CancelRecalibration() => _recalibrating = null;
}
