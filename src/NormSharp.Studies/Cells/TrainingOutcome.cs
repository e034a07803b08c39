using NormSharp.Training;

namespace NormSharp.Studies.Cells;

/// <summary>How a training went, epoch by epoch.</summary>
/// <param name="Epochs">The epochs that were finished.</param>
/// <param name="Summary">The end; null when the training diverged.</param>
/// <param name="Planned">How many epochs were planned.</param>
/// <param name="Chance">The accuracy of guessing.</param>
internal sealed record TrainingOutcome(IReadOnlyList<EpochMetrics> Epochs, TrainingSummary? Summary, int Planned, double Chance)
{
    /// <summary>
    /// The accuracy on <see cref="CellContext.HeldOut"/> at the end; null when nothing was held out, or the training diverged.
    /// </summary>
    public double? HeldOutAccuracy { get; init; }

    /// <summary>Whether NaN or infinity ended the training.</summary>
    public bool Diverged => Summary is null;

    /// <summary>The usual numbers: accuracies at the end and after each epoch, the train/test gap, whether it diverged.</summary>
    public CellResult ToResult()
    {
        double test = Summary?.TestAccuracy ?? Chance;
        double recalibrated = Summary is null ? Chance : Summary.RecalibratedTestAccuracy ?? test;
        double train = Summary?.TrainAccuracy ?? Chance;
        CellResult result = HeldOutAccuracy is { } heldOut ? new CellResult().With("held_out_accuracy", heldOut) : new CellResult();
        return result
            .With("test_accuracy", test)
            .With("test_accuracy_recalibrated", recalibrated)
            .With("train_accuracy", train)
            .With("train_loss", Summary?.TrainLoss ?? double.NaN)
            .With("gap", train - recalibrated)
            .With("swing", Swing())
            .With("diverged", Diverged ? 1 : 0)
            .With("test_accuracy_by_epoch", ByEpoch(epoch => epoch.TestAccuracy))
            .With("recalibrated_by_epoch", ByEpoch(epoch => epoch.RecalibratedTestAccuracy ?? epoch.TestAccuracy))
            .With("train_accuracy_by_epoch", ByEpoch(epoch => epoch.TrainAccuracy))
            .With("train_loss_by_epoch", ByEpoch(epoch => epoch.TrainLoss, diverged: double.NaN));
    }

    /// <summary>A number after each planned epoch; those that divergence prevented count as guessing.</summary>
    private IEnumerable<double> ByEpoch(Func<EpochMetrics, double> value, double? diverged = null)
        => Enumerable.Range(0, Planned).Select(i => i < Epochs.Count ? value(Epochs[i]) : diverged ?? Chance);

    /// <summary>The largest change of the test accuracy from one epoch to the next.</summary>
    private double Swing()
    {
        double[] accuracy = [.. ByEpoch(epoch => epoch.TestAccuracy)];
        return accuracy.Zip(accuracy.Skip(1), (a, b) => Math.Abs(b - a)).DefaultIfEmpty(0).Max();
    }
}
