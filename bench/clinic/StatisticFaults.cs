using NormSharp.Layers;
using static NormSharp.Clinic.FaultMaking;

namespace NormSharp.Clinic;

/// <summary>Statistics that are numbers like others, and not those of the images.</summary>
internal static class StatisticFaults
{
    private static string[] Stale => Faults.Stale;

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All => [.. Drifted(), .. Estimated(), .. Misread(), .. Exchanged()];

    private static IEnumerable<Fault> Drifted()
    {
        foreach (double strength in new[] { 0.3, 0.5, 1 })
        {
            yield return Random("stale means", $"{strength} σ", Stale, (norm, random) => Drift(norm, strength, 0, random));
        }

        foreach (double strength in new[] { 0.5, 1, 2 })
        {
            yield return Random("stale variances", $"factor e^{strength}", Stale, (norm, random) => Drift(norm, 0, strength, random));
        }

        foreach (double strength in new[] { 0.1, 0.3 })
        {
            yield return new Fault("statistics of other weights", $"{100 * strength:0} % noise", Stale, (healthy, random)
                => OfOtherWeights(healthy, strength, random))
            { IsRandom = true };
        }

        yield return new Fault("statistics of another domain", "contrast 0.4", Stale, (healthy, _)
            => OfOtherImages(healthy, set => new ChangedImages(set) { Contrast = 0.4 }));
        yield return new Fault("statistics of another domain", "inverted", Stale, (healthy, _)
            => OfOtherImages(healthy, set => new Diagnosis.Inputs.RearrangedImages(set, false, true, false)));
    }

    private static IEnumerable<Fault> Estimated()
    {
        foreach (int batch in new[] { 2, 4 })
        {
            yield return new Fault("statistics of small batches", $"{batch} images", ["BN032", "BN030", "BN031"], (healthy, _)
                => LastBatches(healthy, 0.3, batch, null));
        }

        foreach (int n in new[] { 2, 4, 8 })
        {
            yield return State("sample for population variance", $"n = {n}", ["BN020"], 99, norm
                => Each(norm.RunningVariance!.AsSpan(), value => value * n / (n - 1f)));
        }
    }

    private static IEnumerable<Fault> Misread()
    {
        yield return State("deviation for variance", "all layers", [.. Stale, "BN020"], 99, norm
            => Each(norm.RunningVariance!.AsSpan(), MathF.Sqrt));
        yield return State("deviation for variance", "1 layer", [.. Stale, "BN020"], 1, norm
            => Each(norm.RunningVariance!.AsSpan(), MathF.Sqrt));
        yield return State("variance squared", "all layers", [.. Stale, "BN020"], 99, norm
            => Each(norm.RunningVariance!.AsSpan(), value => value * value));
        yield return State("means negated", "all layers", Stale, 99, norm => Each(norm.RunningMean!.AsSpan(), value => -value));
        yield return State("means negated", "1 layer", Stale, 1, norm => Each(norm.RunningMean!.AsSpan(), value => -value));
        yield return State("means not loaded", "all layers", Stale, 99, norm => norm.RunningMean!.AsSpan().Clear());
        yield return State("means not loaded", "1 layer", Stale, 1, norm => norm.RunningMean!.AsSpan().Clear());
    }

    private static IEnumerable<Fault> Exchanged()
    {
        yield return new Fault("two layers exchanged", "1 pair", ["BN021", .. Stale], Exchange) { IsRandom = true };
        yield return State("channels in another order", "1 layer", Stale, 1, Reverse);
        yield return State("channels in another order", "all layers", Stale, 99, Reverse);
        yield return State("channels off by one", "all layers", Stale, 99, norm =>
        {
            Rotate(norm.RunningMean!.AsSpan());
            Rotate(norm.RunningVariance!.AsSpan());
        });
        yield return new Fault("folded twice", "1 layer", ["BN022"], (healthy, random) => FoldedTwice(healthy, 1, random))
        {
            IsRandom = true,
        };
        yield return new Fault("folded twice", "all layers", ["BN022"], (healthy, random) => FoldedTwice(healthy, 99, random));
    }

    private static void Reverse(BatchNorm norm)
    {
        norm.RunningMean!.AsSpan().Reverse();
        norm.RunningVariance!.AsSpan().Reverse();
    }

    private static void Rotate(Span<float> values)
    {
        float last = values[^1];
        values[..^1].CopyTo(values[1..]);
        values[0] = last;
    }
}
