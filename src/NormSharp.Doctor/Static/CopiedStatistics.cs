namespace NormSharp.Diagnosis.Static;

/// <summary>BN021, from numbers alone: two layers with the same statistics, bit for bit, and other weights.</summary>
internal static class CopiedStatistics
{
    private const int FewestChannels = 2;

    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms)
    {
        (NormState Layer, NormState Owner)[] copies =
        [
            .. norms.Select((layer, i) => (Layer: layer, Owner: norms.Take(i).FirstOrDefault(other => IsCopy(layer, other))))
                .Where(pair => pair.Owner is not null)
                .Select(pair => (pair.Layer, pair.Owner!)),
        ];
        if (copies.Length > 0)
        {
            yield return new Observation("BN021", [.. copies.Select(pair => pair.Layer.Path)])
            {
                Words = new Dictionary<string, string> { ["other"] = string.Join(", ", copies.Select(pair => pair.Owner.Path)) },
            };
        }
    }

    // A file that holds a model twice, as beside its averaged weights, has equal γ too.
    private static bool IsCopy(NormState layer, NormState other) => layer.Channels >= FewestChannels
        && !layer.HasFreshStatistics
        && layer.Mean.AsSpan().SequenceEqual(other.Mean)
        && layer.Variance.AsSpan().SequenceEqual(other.Variance)
        && layer.Mean.Distinct().Count() > 1
        && layer.Gamma is not null && other.Gamma is not null && !layer.Gamma.AsSpan().SequenceEqual(other.Gamma);
}
