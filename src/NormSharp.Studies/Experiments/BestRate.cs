using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Experiments;

/// <summary>
/// Trains at several learning rates and keeps the best, so that a comparison is not one of rates. The test images have no say in it.
/// </summary>
internal static class BestRate
{
    private const string HeldOut = "held_out_accuracy";

    /// <summary>
    /// The result of the rate whose model was best on the images held out, with the rate as <c>learning_rate</c>. A training that diverged
    /// counts as guessing; of equals the first is kept.
    /// </summary>
    /// <param name="context">A context that holds images out.</param>
    /// <param name="rates">The rates.</param>
    /// <param name="train">Trains a new model at a rate, in that context.</param>
    /// <exception cref="ArgumentException">The context holds nothing out.</exception>
    public static CellResult Of(CellContext context, IEnumerable<double> rates, Func<double, TrainingOutcome> train)
    {
        if (context.HeldOut is null)
        {
            throw new ArgumentException("no images are held out to choose a rate by", nameof(context));
        }

        return rates.Select(rate => Labelled(train(rate), rate)).MaxBy(result => result.Metrics[HeldOut])!;
    }

    private static CellResult Labelled(TrainingOutcome outcome, double rate)
        => outcome.ToResult().With("learning_rate", rate).With(HeldOut, outcome.HeldOutAccuracy ?? outcome.Chance);
}
