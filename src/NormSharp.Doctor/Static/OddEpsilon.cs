namespace NormSharp.Diagnosis.Static;

/// <summary>BN016: an ε that no library has.</summary>
internal static class OddEpsilon
{
    private const double Large = 0.01;

    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms) => norms
        .Where(norm => norm.Epsilon is double epsilon && (epsilon >= Large || (epsilon == 0 && norm.Variance.Contains(0f))))
        .GroupBy(norm => norm.Epsilon!.Value)
        .Select(group => new Observation("BN016", [.. group.Select(norm => norm.Path)])
        {
            Measured = new Dictionary<string, double>
            {
                ["epsilon"] = group.Key,
                ["count"] = group.Sum(norm => norm.Variance.Count(variance => variance <= group.Key)),
                ["channels"] = group.Sum(norm => norm.Channels),
            },
        });
}
