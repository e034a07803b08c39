using System.Globalization;

namespace NormSharp.Training;

/// <summary>
/// BN007: the training is so short that the running statistics still hold a part of the values that they start from, and nothing recomputes
/// them at its end.
/// </summary>
internal sealed class ShortTraining : ICheck
{
    // A mean that is off by a hundredth of a deviation, a variance by a hundredth of itself, change no prediction worth the name.
    private const double Remainder = 0.01;

    public CatalogEntry Entry { get; } = new("BN007", "too few steps for the running statistics");

    public IEnumerable<Finding> Run(CheckContext context)
    {
        if (context.Options.Recalibrate)
        {
            yield break;
        }

        long steps = (long)context.Options.Epochs * context.Batches.StepsPerEpoch;
        foreach (IGrouping<double, NormUse> group in context.Norms
            .Where(
                norm => norm.UsesBatchStatistics
                    && norm.Layer is { Options: { TrackRunningStatistics: true, NewStatisticWeight: > 0 }, BatchesTracked.Value: 0 })
            .DistinctBy(norm => norm.Layer)
            .GroupBy(norm => norm.Layer.Options.NewStatisticWeight!.Value))
        {
            double rest = Math.Pow(1 - group.Key, steps);
            if (rest > Remainder)
            {
                long needed = (long)Math.Ceiling(Math.Log(Remainder) / Math.Log(1 - group.Key));
                yield return new Finding(
                    [.. group.Select(norm => norm.Path)],
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"after {steps} {(steps == 1 ? "step" : "steps")} {100 * rest:0.#} % of the running statistics are still the "
                            + $"values that they start from, mean 0 and variance 1"),
                    $"recalibrate at the end (Recalibrate = true), or train for at least {needed} steps");
            }
        }
    }
}
