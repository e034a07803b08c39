using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Repair;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Training;
using static NormSharp.Clinic.FaultMaking;

namespace NormSharp.Clinic;

/// <summary>Every kind of fault, and healthy models that look odd.</summary>
internal static class Faults
{
    private static readonly string[] Stale = ["BN030", "BN031", "BN032"];
    private static readonly string[] Wrong = ["BN033"];

    /// <summary>Faults of numbers, images, input and graph, at their strengths; several at once at the end.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. Numbers(), .. Statistics(), .. Exchanged(), .. Domains(), .. Inputs(), .. Several(), .. OddButHealthy(),
    ];

    private static IEnumerable<Fault> Numbers()
    {
        yield return State("NaN in statistics", "1 channel", ["BN013"], 1, norm => norm.RunningMean!.AsSpan()[0] = float.NaN);
        yield return State("NaN in statistics", "all layers", ["BN013"], 99, norm => norm.RunningMean!.AsSpan()[0] = float.NaN);
        yield return State("infinite variance", "1 channel", ["BN013"], 1, norm
            => norm.RunningVariance!.AsSpan()[0] = float.PositiveInfinity);
        yield return State("negative variance", "1 channel", ["BN013"], 1, norm => norm.RunningVariance!.AsSpan()[0] = -0.5f);
        yield return State("never updated", "1 layer", ["BN014"], 1, norm => norm.ResetRunningStatistics());
        yield return State("never updated", "all layers", ["BN014"], 99, norm => norm.ResetRunningStatistics());
        yield return State("never saved (zeros)", "all layers", ["BN014"], 99, norm =>
        {
            norm.RunningMean!.AsSpan().Clear();
            norm.RunningVariance!.AsSpan().Clear();
        });
        yield return State("frozen at the start", "all layers", ["BN011"], 99, norm =>
        {
            norm.ResetRunningStatistics();
            norm.FreezesStatistics = true;
        });
        foreach ((double weight, int batches) in new[] { (0.001, 300), (0.01, 50), (0.001, 1500) })
        {
            double share = Math.Pow(1 - weight, batches);
            string left = $"{share:0.00} of the start";
            yield return Settings("momentum too small", left, ["BN015"], "new_statistic_weight", _ => weight, norm =>
            {
                Mix(norm.RunningMean!.AsSpan(), 0, share);
                Mix(norm.RunningVariance!.AsSpan(), 1, share);
                norm.BatchesTracked!.Value = batches;
            });
        }

        foreach (double weight in new[] { 0.9, 0.99 })
        {
            yield return new Fault("momentum of the other convention", $"{weight}", ["BN012", .. Stale], (healthy, random)
                => LastBatches(healthy, weight, 16, "new_statistic_weight"));
        }

        yield return Settings("ε: momentum's place", "0.8", ["BN016"], "epsilon", _ => 0.8, _ => { });
        yield return Settings("ε: the channel count", "C", ["BN016"], "epsilon", norm => norm.Channels, _ => { });
        yield return Settings("ε: another argument", "0.1", ["BN016"], "epsilon", _ => 0.1, _ => { });
    }

    private static IEnumerable<Fault> Statistics()
    {
        foreach (double strength in new[] { 0.5, 1, 2 })
        {
            yield return Random("stale means", $"{strength} σ", Stale, (norm, random)
                => Drift(norm, strength, 0, random));
            yield return Random("stale variances", $"factor e^{strength}", Stale, (norm, random)
                => Drift(norm, 0, strength, random));
        }

        foreach (double strength in new[] { 0.1, 0.3 })
        {
            yield return new Fault("statistics of other weights", $"{100 * strength:0} % noise", Stale, (healthy, random)
                => OfOtherWeights(healthy, strength, random));
        }

        foreach (int batch in new[] { 2, 4 })
        {
            yield return new Fault("statistics of small batches", $"{batch} images", ["BN032", "BN030", "BN031"], (healthy, _)
                => LastBatches(healthy, 0.3, batch, null));
        }

        foreach (int n in new[] { 2, 4, 8 })
        {
            yield return State("sample for population variance", $"n = {n}", ["BN020"], 99, norm =>
            {
                foreach (ref float value in norm.RunningVariance!.AsSpan())
                {
                    value *= n / (n - 1f);
                }
            });
        }

        yield return State("deviation for variance", "all layers", [.. Stale, "BN020"], 99, norm
            => Each(norm.RunningVariance!.AsSpan(), MathF.Sqrt));
        yield return State("variance squared", "all layers", [.. Stale, "BN020"], 99, norm
            => Each(norm.RunningVariance!.AsSpan(), value => value * value));
        yield return State("means negated", "all layers", Stale, 99, norm => Each(norm.RunningMean!.AsSpan(), value => -value));
        yield return State("means not loaded", "all layers", Stale, 99, norm => norm.RunningMean!.AsSpan().Clear());
    }

    private static IEnumerable<Fault> Exchanged()
    {
        yield return new Fault("two layers exchanged", "1 pair", ["BN021", .. Stale], (healthy, random) => Exchange(healthy, random));
        yield return new Fault("channels in another order", "1 layer", Stale, (healthy, random) =>
        {
            Module model = healthy.Copy();
            BatchNorm norm = Pick(model, random);
            norm.RunningMean!.AsSpan().Reverse();
            norm.RunningVariance!.AsSpan().Reverse();
            return With(healthy, model);
        });
        yield return new Fault("folded twice", "1 layer", ["BN022"], (healthy, random) => FoldedTwice(healthy, 1, random));
        yield return new Fault("folded twice", "all layers", ["BN022"], (healthy, random) => FoldedTwice(healthy, 99, random));
    }

    private static IEnumerable<Fault> Domains()
    {
        // Less contrast and less light are another scale and mean of the input as well: either name is right.
        foreach (double contrast in new[] { 0.3, 0.5 })
        {
            yield return new Fault("domain: contrast", $"{contrast}", [.. Stale, .. Wrong], (healthy, _) => Domain(
                healthy, new ChangedImages(healthy.Train, contrast, 0, 1), new ChangedImages(healthy.Test, contrast, 0, 1)));
        }

        yield return new Fault("domain: noise", "40 of 255", Stale, (healthy, _)
            => Domain(healthy, new ChangedImages(healthy.Train, 1, 40, 1), new ChangedImages(healthy.Test, 1, 40, 1)));
        yield return new Fault("domain: darker", "half", [.. Stale, .. Wrong], (healthy, _)
            => Domain(healthy, new ChangedImages(healthy.Train, 1, 0, 0.5), new ChangedImages(healthy.Test, 1, 0, 0.5)));
    }

    private static IEnumerable<Fault> Inputs()
    {
        yield return Input("input: 0…255", 0, 1f / 255);
        yield return Input("input: −1…1", 0.5f, 0.5f);
        yield return Input("input: 0…1", 0, 1);
        yield return new Fault("input: another set's mean", "ImageNet's", Wrong, (healthy, _)
            => healthy.Train.Shape.Channels == 3
                ? Given(healthy, new Normalization([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f])) : null);
        yield return Arranged("input: BGR", (set) => set.Shape.Channels == 3 ? new RearrangedImages(set, true, false, false) : null);
        yield return Arranged("input: inverted", set => new RearrangedImages(set, false, true, false));
        yield return Arranged("input: transposed", set => new RearrangedImages(set, false, false, true));
    }

    private static IEnumerable<Fault> Several()
    {
        yield return new Fault("two at once: NaN and stale", "1 layer each", ["BN013", .. Stale], (healthy, random) =>
        {
            Module model = healthy.Copy();
            Drift(Norms(model)[^1], 1, 0.5, random);
            Norms(model)[0].RunningVariance!.AsSpan()[0] = float.NaN;
            return With(healthy, model);
        });
        yield return new Fault("two at once: ε and never updated", "1 layer each", ["BN014", "BN016"], (healthy, random) =>
        {
            string path = Norms(healthy.Module)[0].Path;
            Module model = Rewriting.Settings(healthy.Copy(), [path], settings => settings["epsilon"] = 0.8);
            Norms(model)[^1].ResetRunningStatistics();
            return With(healthy, model);
        });
    }

    private static IEnumerable<Fault> OddButHealthy()
    {
        yield return State("healthy: untouched", "–", [], 0, _ => { });
        yield return State("healthy: 1 batch tracked (an average of weights)", "–", [], 99, norm => norm.BatchesTracked!.Value = 1);
        yield return State("healthy: different counts", "–", [], 1, norm => norm.BatchesTracked!.Value += 777);
        yield return State("healthy: pruned channels", "5 % of γ = 0, the smallest", [], 99, norm =>
        {
            float[] gamma = norm.Gamma!.ToArray();
            foreach (int c in Enumerable.Range(0, gamma.Length).OrderBy(c => Math.Abs(gamma[c])).Take(gamma.Length / 20))
            {
                norm.Gamma!.AsSpan()[c] = 0;
            }
        });
        yield return new Fault("healthy: weights in 8 bits", "–", [], (healthy, _) =>
        {
            Module model = healthy.Copy();
            foreach ((string name, Autograd.Parameter weight) in model.NamedParameters().Where(entry => entry.Parameter.Rank > 1))
            {
                float scale = weight.ToArray().Max(Math.Abs) / 127;
                Each(weight.AsSpan(), value => MathF.Round(value / scale) * scale);
            }

            return With(healthy, model);
        });
        yield return State("healthy: statistics in 16 bits", "–", [], 99, norm =>
        {
            Each(norm.RunningMean!.AsSpan(), value => (float)(Half)value);
            Each(norm.RunningVariance!.AsSpan(), value => (float)(Half)value);
        });
        yield return new Fault("healthy: ordinary averages (weight 0.1, batches of 128)", "–", [], (healthy, _)
            => LastBatches(healthy, 0.1, 128, null));
    }
}
