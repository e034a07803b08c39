namespace NormSharp.Diagnosis.Static;

/// <summary>BN014: statistics of a new layer beside weights that were trained.</summary>
internal static class NeverUpdated
{
    // Averaged weights may count one batch, or none, and have statistics all the same: only the numbers themselves are judged. A layer
    // whose γ and β are new as well was never in use, or is the identity that folding leaves.
    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms) => norms
        .Where(norm => norm.HasFreshStatistics && !norm.HasFreshAffine && !(norm.IsFrozen && norm.Batches == 0))
        .GroupBy(norm => norm.Variance[0])
        .Select(group => new Observation("BN014", [.. group.Select(norm => norm.Path)])
        {
            Measured = new Dictionary<string, double>
            {
                ["mean"] = 0,
                ["variance"] = group.Key,
                ["channels"] = group.Sum(norm => norm.Channels),
            },
        });
}
