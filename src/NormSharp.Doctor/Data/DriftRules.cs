using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Data;

/// <summary>Which mistake explains statistics that are not those of the images, layer by layer.</summary>
internal static class DriftRules
{
    // What a mistake that explains a layer leaves over.
    private const double RestOfMean = 0.15;
    private const double RestOfVariance = 0.25;
    private const double LeastFactor = 0.03;

    // n/(n − 1) of two values is 2: no larger factor lies between sample and population variance.
    private const double MostFactor = 0.75;
    private const double ScatterOfMean = 0.35;

    /// <summary>What they see.</summary>
    /// <param name="drifts">Every layer that images reached, in the order of the model.</param>
    /// <param name="outputsChange">Whether the right statistics change what the model says by more than chance.</param>
    /// <param name="firstSeesImages">Whether the first layer normalises a linear map of the images themselves.</param>
    /// <param name="explained">Layers of which the numbers alone have said it already.</param>
    public static IReadOnlyList<Observation> Look(
        IReadOnlyList<LayerDrift> drifts, bool outputsChange, bool firstSeesImages, IReadOnlySet<string> explained)
    {
        var seen = new List<Observation>();
        var rest = new List<LayerDrift>();
        LayerDrift[] judged = [.. drifts.Where(drift => !explained.Contains(drift.Stored.Path) && IsJudged(drift.Stored))];
        LayerDrift[] far = [.. judged.Where(drift => drift.IsFar)];
        var factors = new List<LayerDrift>();
        var twice = new List<LayerDrift>();
        var owners = new List<(string Layer, string Owner)>();
        foreach (LayerDrift drift in judged)
        {
            if (drift.IsFar && IsFoldedTwice(drift))
            {
                twice.Add(drift);
            }
            else if (drift.IsFar && Owner(drift, far) is { } owner)
            {
                owners.Add((drift.Stored.Path, owner.Stored.Path));
            }
            else if (IsOneFactor(drift))
            {
                factors.Add(drift);
            }
            else if (drift.IsFar)
            {
                rest.Add(drift);
            }
        }

        if (twice.Count > 0)
        {
            seen.Add(new Observation("BN022", [.. twice.Select(drift => drift.Stored.Path)]));
        }

        if (owners.Count > 0)
        {
            seen.Add(new Observation("BN021", [.. owners.Select(pair => pair.Layer)])
            {
                Words = new Dictionary<string, string> { ["other"] = string.Join(", ", owners.Select(pair => pair.Owner)) },
            });
        }

        if (factors.Count > 0)
        {
            seen.Add(OneFactor(factors));
        }

        // Where every layer is a little off, no single one is far.
        if (rest.Count > 0)
        {
            seen.Add(Drifted(rest, judged, firstSeesImages));
        }
        else if (seen.Count == 0 && outputsChange && judged.Length > 0)
        {
            seen.Add(Drifted(judged, judged, firstSeesImages));
        }

        return seen;
    }

    /// <summary>What the numbers alone have said already is not said again.</summary>
    private static bool IsJudged(NormState stored)
        => BadNumbers.Count(stored) == 0 && !(stored.HasFreshStatistics && (!stored.HasFreshAffine || stored.IsFrozen));

    /// <summary>BN022: the layer is given mean β and deviation γ.</summary>
    private static bool IsFoldedTwice(LayerDrift drift)
    {
        (NormState stored, NormState seen) = (drift.Stored, drift.Seen);
        if (stored.Gamma is null || stored.Beta is null || stored.HasFreshAffine)
        {
            return false;
        }

        double mean = Enumerable.Range(0, stored.Channels)
            .Average(c => Math.Abs(seen.Mean[c] - stored.Beta[c]) / Math.Sqrt(seen.Variance[c] + 1e-5));
        double variance = Enumerable.Range(0, stored.Channels)
            .Average(c => Math.Abs(Math.Log((seen.Variance[c] + 1e-5) / ((stored.Gamma[c] * stored.Gamma[c]) + 1e-5))));
        return mean < RestOfMean && variance < RestOfVariance;
    }

    /// <summary>BN021: another layer whose statistics fit here, and whose own do not fit there.</summary>
    private static LayerDrift? Owner(LayerDrift drift, LayerDrift[] far)
    {
        LayerDrift? best = far
            .Where(other => other != drift && other.Stored.Channels == drift.Stored.Channels)
            .MinBy(other => drift.With(other.Stored).MeanShift + drift.With(other.Stored).MeanLogRatio);
        return best is not null && drift.With(best.Stored) is { } with && with.MeanShift < RestOfMean && with.MeanLogRatio < RestOfVariance
            ? best
            : null;
    }

    /// <summary>BN020: variances off by one factor above 1 or below it, as that of a few values is, and the right means.</summary>
    private static bool IsOneFactor(LayerDrift drift)
    {
        double median = Median(drift.LogRatio);
        double scatter = Median(drift.LogRatio.Select(ratio => Math.Abs(ratio - median)));
        return Math.Abs(median) is > LeastFactor and < MostFactor && scatter < 0.2 * Math.Abs(median) && drift.MeanShift < RestOfMean / 2;
    }

    private static Observation OneFactor(List<LayerDrift> layers)
    {
        double factor = Math.Exp(layers.Average(drift => Median(drift.LogRatio)));
        double above = Math.Max(factor, 1 / factor);
        return new Observation("BN020", [.. layers.Select(drift => drift.Stored.Path)])
        {
            Measured = new Dictionary<string, double> { ["factor"] = factor, ["values"] = Math.Round(above / (above - 1)) },
        };
    }

    private static Observation Drifted(IReadOnlyList<LayerDrift> layers, LayerDrift[] all, bool firstSeesImages)
    {
        LayerDrift worst = layers.MaxBy(drift => drift.MeanShift + drift.MeanLogRatio)!;
        string[] paths = [.. layers.Select(drift => drift.Stored.Path)];
        double first = all[0].MeanShift + all[0].MeanLogRatio;
        double later = all.Length > 1 ? all.Skip(1).Average(drift => drift.MeanShift + drift.MeanLogRatio) : first;
        // What the first layer is given follows from the images and weights that move slowly: it does not grow stale before the others.
        if (firstSeesImages && all.Length > 1 && layers.Contains(all[0]) && first > 2 * later)
        {
            return new Observation("BN031", paths)
            {
                Measured = new Dictionary<string, double> { ["first"] = first, ["later"] = later },
            };
        }

        return worst.MeanShift < ScatterOfMean && Scatters(worst)
            ? new Observation("BN032", paths) { Measured = new Dictionary<string, double> { ["shift"] = worst.MeanShift } }
            : new Observation("BN030", paths)
            {
                Measured = new Dictionary<string, double>
                {
                    ["shift"] = worst.MeanShift,
                    ["factor"] = Math.Exp(worst.MeanLogRatio),
                },
            };
    }

    /// <summary>Whether variances are right on average.</summary>
    private static bool Scatters(LayerDrift drift)
        => Math.Abs(Median(drift.LogRatio)) < 0.25 * drift.MeanLogRatio + 0.02;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
