namespace NormSharp.Diagnosis.Static;

/// <summary>BN018: channels that are constant, so that they can be pruned.</summary>
internal static class DeadChannels
{
    private const float SmallGamma = 1e-5f;
    private const double UsualEpsilon = 1e-5;
    private const double SmallShare = 0.01;

    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms)
    {
        NormState[] with = [.. norms.Where(norm => !norm.HasFreshStatistics && Count(norm) > 0)];
        if (with.Length > 0)
        {
            int gamma = with.Sum(norm => Enumerable.Range(0, norm.Channels).Count(c => HasNoGamma(norm, c)));
            int all = with.Sum(Count);
            yield return new Observation("BN018", [.. with.Select(norm => norm.Path)])
            {
                Measured = new Dictionary<string, double>
                {
                    ["dead"] = all,
                    ["channels"] = with.Sum(norm => norm.Channels),
                    ["gamma"] = gamma,
                    ["variance"] = all - gamma,
                },
            };
        }
    }

    /// <summary>How many channels of a layer are constant.</summary>
    public static int Count(NormState norm) => Enumerable.Range(0, norm.Channels).Count(c => IsDead(norm, c));

    public static bool IsDead(NormState norm, int channel) => HasNoGamma(norm, channel)
        || (norm.Variance[channel] >= 0 && norm.Variance[channel] < SmallShare * (norm.Epsilon ?? UsualEpsilon));

    private static bool HasNoGamma(NormState norm, int channel) => norm.Gamma is { } gamma && Math.Abs(gamma[channel]) < SmallGamma;
}
