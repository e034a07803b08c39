using System.Globalization;

namespace NormSharp.Diagnosis.Static;

/// <summary>BN016: an ε that no library has.</summary>
internal static class OddEpsilon
{
    private const double Large = 0.01;
    private const string Count = "count";
    private const string Channels = "channels";

    /// <summary>
    /// Whether ε is above most variances: it, and not the data, then decides how most channels are scaled, whatever an evaluation shows.
    /// </summary>
    public static bool Outweighs(Observation seen) => seen.Id == "BN016" && 2 * seen.Measured[Count] > seen.Measured[Channels];

    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms)
    {
        NormState[] odd =
        [
            .. norms.Where(norm => norm.Epsilon is double epsilon && (epsilon >= Large || (epsilon == 0 && norm.Variance.Contains(0f)))),
        ];
        if (odd.Length > 0)
        {
            yield return new Observation("BN016", [.. odd.Select(norm => norm.Path)])
            {
                Measured = new Dictionary<string, double>
                {
                    [Count] = odd.Sum(norm => norm.Variance.Count(variance => variance <= norm.Epsilon)),
                    [Channels] = odd.Sum(norm => norm.Channels),
                },
                Words = new Dictionary<string, string>
                {
                    ["epsilon"] = string.Join(
                        ", ", odd.Select(norm => norm.Epsilon!.Value.ToString("G4", CultureInfo.InvariantCulture)).Distinct()),
                },
            };
        }
    }
}
