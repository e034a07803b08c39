namespace NormSharp.Diagnosis.Static;

/// <summary>BN027 to BN029: γ and β of normalizations that keep no statistics.</summary>
internal static class AffineRules
{
    private const float SmallGamma = 1e-5f;
    private const double Large = 200;
    private const double FarAboveMedian = 50;
    private const double AtLeast = 10;

    /// <summary>What they see.</summary>
    public static IReadOnlyList<Observation> Look(IReadOnlyList<AffineState> layers)
        => [.. Dead(layers), .. Exploding(layers), .. NoNumbers(layers)];

    private static IEnumerable<Observation> Dead(IReadOnlyList<AffineState> layers)
        => Counted("BN027", "dead", layers, layer => layer.Gamma?.Count(value => Math.Abs(value) < SmallGamma) ?? 0);

    private static IEnumerable<Observation> NoNumbers(IReadOnlyList<AffineState> layers)
        => Counted("BN029", "count", layers, layer => Enumerable.Range(0, layer.Channels)
            .Count(c => !float.IsFinite(layer.Gamma?[c] ?? 1) || !float.IsFinite(layer.Beta?[c] ?? 0)));

    private static IEnumerable<Observation> Exploding(IReadOnlyList<AffineState> layers)
    {
        (string Path, double Largest, double Median)[] far =
        [
            .. layers.Where(layer => layer.Gamma is { Length: > 0 } gamma && gamma.All(float.IsFinite)).Select(Scales)
                .Where(scale => scale.Largest > Large || (scale.Largest > AtLeast && scale.Largest > FarAboveMedian * scale.Median)),
        ];
        if (far.Length > 0)
        {
            (string _, double largest, double median) = far.MaxBy(scale => scale.Largest);
            yield return new Observation("BN028", [.. far.Select(scale => scale.Path)])
            {
                Measured = new Dictionary<string, double> { ["scale"] = largest, ["median"] = median },
            };
        }
    }

    private static (string Path, double Largest, double Median) Scales(AffineState layer)
    {
        double[] scales = [.. layer.Gamma!.Select(value => (double)Math.Abs(value)).Order()];
        return (layer.Path, scales[^1], scales[scales.Length / 2]);
    }

    private static IEnumerable<Observation> Counted(
        string id, string name, IReadOnlyList<AffineState> layers, Func<AffineState, int> count)
    {
        AffineState[] with = [.. layers.Where(layer => count(layer) > 0)];
        if (with.Length > 0)
        {
            yield return new Observation(id, [.. with.Select(layer => layer.Path)])
            {
                Measured = new Dictionary<string, double>
                {
                    [name] = with.Sum(count),
                    ["channels"] = with.Sum(layer => layer.Channels),
                },
            };
        }
    }
}
