using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Experiments;

/// <summary>Trains at several learning rates and keeps the best, so that a comparison is not one of rates.</summary>
internal static class BestRate
{
    /// <summary>The result of the rate that gave the highest recalibrated test accuracy, with the rate as <c>learning_rate</c>.</summary>
    public static CellResult Of(IEnumerable<double> rates, Func<double, CellResult> train)
        => rates.Select(rate => train(rate).With("learning_rate", rate)).MaxBy(result => result.Metrics["test_accuracy_recalibrated"])!;
}
