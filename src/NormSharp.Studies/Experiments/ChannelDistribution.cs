namespace NormSharp.Studies.Experiments;

/// <summary>The values of a layer over one batch.</summary>
/// <param name="Means">The mean of each unit.</param>
/// <param name="Deviations">The population standard deviation of each unit.</param>
/// <param name="Counts">A histogram over all units.</param>
internal sealed record ChannelDistribution(double[] Means, double[] Deviations, double[] Counts)
{
    // A unit that gives the same for every image has no deviation to measure by.
    private const double SmallestDeviation = 1e-9;

    /// <summary>
    /// How far the means have moved since, in units of the deviation before: |μ′ − μ| / σ unit by unit, averaged over the units.
    /// </summary>
    public double MeanShift(ChannelDistribution later)
        => Enumerable.Range(0, Means.Length).Average(c => Math.Abs(later.Means[c] - Means[c]) / Math.Max(Deviations[c], SmallestDeviation));

    /// <summary>
    /// How much the deviations have changed since, in units of the deviation before: |σ′ − σ| / σ unit by unit, averaged over the units.
    /// </summary>
    public double DeviationShift(ChannelDistribution later)
        => Enumerable.Range(0, Means.Length)
            .Average(c => Math.Abs(later.Deviations[c] - Deviations[c]) / Math.Max(Deviations[c], SmallestDeviation));
}
