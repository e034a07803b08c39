using System.Globalization;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Training;

namespace NormSharp.Cli.Screens;

/// <summary>What the two accuracies of a training mean, in one sentence that claims no more than the test images show.</summary>
internal static class RecalibrationVerdict
{
    /// <summary>The sentence.</summary>
    /// <param name="summary">The outcome.</param>
    /// <param name="testImages">How many test images there were.</param>
    /// <param name="layers">How many layers have running statistics that follow the data.</param>
    /// <param name="frozen">How many have frozen ones.</param>
    public static string Of(TrainingSummary summary, int testImages, int layers, int frozen = 0)
    {
        if (layers == 0)
        {
            return Messages.Of(frozen > 0
                ? "All running statistics are frozen, so nothing was recalibrated."
                : "The network keeps no running statistics, so there was nothing to recalibrate.");
        }

        if (summary.RecalibratedTestAccuracy is not double recalibrated)
        {
            return Messages.Of(
                "The running statistics were kept as trained (--no-recalibrate); whether they lag behind the weights was not measured.");
        }

        return Compare(summary.TestAccuracy, recalibrated, summary.TestLoss, summary.RecalibratedTestLoss ?? double.NaN, testImages)
            ?? Messages.Of(
                $"Recalibration lost {100 * (summary.TestAccuracy - recalibrated):0.0} points here: the statistics as trained suit "
                    + $"these test images better; --no-recalibrate keeps them.");
    }

    /// <summary>What two accuracies of the same weights mean; null when recalibration lost.</summary>
    /// <param name="before">The accuracy with the statistics as they were.</param>
    /// <param name="after">The accuracy with recomputed statistics.</param>
    /// <param name="lossBefore">The loss with the statistics as they were.</param>
    /// <param name="lossAfter">The loss with recomputed statistics.</param>
    /// <param name="testImages">How many test images there were.</param>
    /// <param name="farOff">A layer whose statistics were far off all the same; null for none, or where that is not known.</param>
    public static string? Compare(
        double before, double after, double lossBefore, double lossAfter, int testImages, StatisticsDrift? farOff = null)
    {
        double gain = after - before;
        double noise = Noise(before, after, testImages);
        string points = Messages.Of($"{Math.Abs(100 * gain):0.0} points");
        if (Math.Abs(gain) <= noise)
        {
            string left = Messages.Of(
                $"the two differ by {points}, within the ±{100 * noise:0.0} that {testImages:N0} test images leave open.");
            return farOff is null
                ? Messages.Of($"Recalibration changed little: {left}")
                : Messages.Of(
                    $"The accuracy changed little: {left} The statistics changed much: those of {farOff.Layer} were off by "
                        + $"{Format.Drift(farOff.MeanShift)} deviations, their variances by a factor of "
                        + $"{Math.Exp(farOff.LogVarianceRatio):0.0}.");
        }

        if (gain > 0 && lossAfter > lossBefore)
        {
            return Messages.Of(
                $"Recalibration gained {points}, but the loss grew: not enough to say that the running statistics were wrong.");
        }

        return gain > 0
            ? Messages.Of(
                $"The weights were better than their running statistics showed: recomputing the statistics, with the weights untouched, "
                    + $"gained {points}.")
            : null;
    }

    /// <summary>
    /// Two standard errors of the difference of two shares of the same number of images, taken as independent, which overstates it.
    /// </summary>
    internal static double Noise(double first, double second, int images) =>
        2 * Math.Sqrt(((first * (1 - first)) + (second * (1 - second))) / images);
}
