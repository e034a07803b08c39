using System.Globalization;

namespace NormSharp.Diagnosis.Static;

/// <summary>BN016: an ε that no library has.</summary>
internal static class OddEpsilon
{
    private const double Large = 0.01;

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
                    ["count"] = odd.Sum(norm => norm.Variance.Count(variance => variance <= norm.Epsilon)),
                    ["channels"] = odd.Sum(norm => norm.Channels),
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
