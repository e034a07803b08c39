namespace NormSharp.Diagnosis.Static;

/// <summary>BN017: layers of one file that have seen different numbers of batches.</summary>
internal static class MixedCounts
{
    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms)
    {
        NormState[] counted = [.. norms.Where(norm => norm.Batches > 0)];
        long[] counts = [.. counted.Select(norm => norm.Batches!.Value).Distinct().Order()];
        if (counts.Length > 1)
        {
            // The layers that are named are those of the rarer counts.
            long usual = counted.GroupBy(norm => norm.Batches!.Value).OrderByDescending(group => group.Count()).First().Key;
            yield return new Observation("BN017", [.. counted.Where(norm => norm.Batches != usual).Select(norm => norm.Path)])
            {
                Measured = new Dictionary<string, double> { ["different"] = counts.Length, ["least"] = counts[0], ["most"] = counts[^1] },
            };
        }
    }
}
