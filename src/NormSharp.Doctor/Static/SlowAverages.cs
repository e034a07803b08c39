namespace NormSharp.Diagnosis.Static;

/// <summary>BN015: averages that still hold the values that they start from.</summary>
internal static class SlowAverages
{
    private const double Much = 0.05;

    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms) => norms
        .Where(norm => !norm.HasFreshStatistics && Share(norm) > Much && KeepsStart(norm))
        .GroupBy(norm => (norm.NewStatisticWeight, norm.Batches))
        .Select(group => new Observation("BN015", [.. group.Select(norm => norm.Path)])
        {
            Measured = new Dictionary<string, double>
            {
                ["batches"] = group.Key.Batches!.Value,
                ["weight"] = group.Key.NewStatisticWeight!.Value,
                ["share"] = Share(group.First()),
            },
        });

    /// <summary>(1 − w)ⁿ: what is left of the first value.</summary>
    private static double Share(NormState norm) => norm is { NewStatisticWeight: double weight, Batches: > 0 and long batches }
        ? Math.Pow(1 - weight, batches)
        : 0;

    /// <summary>The first variance is 1: an average cannot be below its share of that. One that is was recalibrated.</summary>
    private static bool KeepsStart(NormState norm) => norm.Variance.Min() >= 0.999 * Share(norm);
}
