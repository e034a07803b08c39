namespace NormSharp.Diagnosis.Static;

/// <summary>BN013: NaN, infinity or a negative variance.</summary>
internal static class BadNumbers
{
    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms)
    {
        NormState[] bad = [.. norms.Where(norm => Count(norm) > 0)];
        if (bad.Length > 0)
        {
            yield return new Observation("BN013", [.. bad.Select(norm => norm.Path)])
            {
                Measured = new Dictionary<string, double>
                {
                    ["count"] = bad.Sum(Count),
                    ["channels"] = bad.Sum(norm => norm.Channels),
                },
            };
        }
    }

    /// <summary>How many channels hold what is no statistic.</summary>
    public static int Count(NormState norm) => Enumerable.Range(0, norm.Channels).Count(c =>
        !float.IsFinite(norm.Mean[c]) || !float.IsFinite(norm.Variance[c]) || norm.Variance[c] < 0
            || !float.IsFinite(norm.Gamma?[c] ?? 1) || !float.IsFinite(norm.Beta?[c] ?? 0));
}
