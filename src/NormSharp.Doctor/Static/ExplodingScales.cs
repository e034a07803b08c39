namespace NormSharp.Diagnosis.Static;

/// <summary>BN019: γ/√(σ² + ε) far above that of other channels.</summary>
internal static class ExplodingScales
{
    private const double Large = 200;
    private const double FarAboveMedian = 50;
    private const double UsualEpsilon = 1e-5;

    public static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms)
    {
        (NormState Norm, double Largest, double Median)[] far =
        [
            .. norms.Where(norm => BadNumbers.Count(norm) == 0).Select(Of)
                .Where(scale => scale.Largest > Large || (scale.Largest > 10 && scale.Largest > FarAboveMedian * scale.Median)),
        ];
        if (far.Length > 0)
        {
            (NormState _, double largest, double median) = far.MaxBy(scale => scale.Largest);
            yield return new Observation("BN019", [.. far.Select(scale => scale.Norm.Path)])
            {
                Measured = new Dictionary<string, double> { ["scale"] = largest, ["median"] = median },
            };
        }
    }

    private static (NormState Norm, double Largest, double Median) Of(NormState norm)
    {
        double[] scales = [.. norm.Scales(norm.Epsilon ?? UsualEpsilon).Order()];
        return (norm, scales[^1], scales[scales.Length / 2]);
    }
}
