using System.Xml.Linq;
using NormSharp.Diagnosis.Static;
using static NormSharp.Diagnosis.Report.PageParts;

namespace NormSharp.Diagnosis.Report;

/// <summary>
/// The layer that a reader chooses: what its channels were trained on beside what they are given, and the distributions of drift and γ.
/// Every layer is there, folded; the one that is furthest off is open.
/// </summary>
/// <param name="before">The layers as they are.</param>
/// <param name="after">The layers of the repaired copy; null where nothing was repaired.</param>
/// <param name="words">The words of the page.</param>
internal sealed class PageLayers(IReadOnlyList<LayerReport> before, IReadOnlyList<LayerReport>? after, PageWords words)
{
    private const int MostChannels = 64;
    private const int Bins = 24;
    private const double Height = 100;

    /// <summary>One part a layer.</summary>
    public IEnumerable<XElement> All()
    {
        LayerReport? worst = before.MaxBy(layer => Drift(layer));
        for (int i = 0; i < before.Count; i++)
        {
            LayerReport layer = before[i];
            LayerReport? mended = after?.FirstOrDefault(other => other.Path == layer.Path);
            yield return new XElement(
                "details",
                new XAttribute("name", "layer"),
                layer == worst ? new XAttribute("open", "open") : null,
                new XElement("summary", new XElement("code", Clean(layer.Path)), new XElement("span", Class("soft"), Summary(layer))),
                new XElement("div", new XAttribute("id", $"layer-{i + 1}"), Class("figures"), Figures(layer, mended)));
        }
    }

    private static double Drift(LayerReport layer) => (layer.MeanShift ?? [0]).Concat(layer.LogVarianceRatio ?? [])
        .Average(value => double.IsFinite(value) ? Math.Abs(value) : 1e9);

    private string Summary(LayerReport layer)
    {
        string text = $" {Clean(layer.TypeName)}, {layer.Channels} {words.Channels}";
        return layer.MeanShift is null
            ? text
            : $"{text}; {words.Shift} {Number(layer.MeanShift.Average())}; "
                + $"{words.Ratio} {Number(layer.LogVarianceRatio!.Average(Math.Abs))}";
    }

    private IEnumerable<XElement> Figures(LayerReport layer, LayerReport? mended)
    {
        if (layer.Stored is { } stored)
        {
            yield return Channels(stored, layer.Seen, mended is null ? null : words.Before);
        }

        if (mended?.Stored is { } repaired)
        {
            yield return Channels(repaired, mended.Seen, words.After);
        }

        if (layer.MeanShift is not null)
        {
            yield return Distribution(words.Shift, layer.MeanShift, mended?.MeanShift);
            yield return Distribution(words.SignedRatio, layer.LogVarianceRatio!, mended?.LogVarianceRatio);
        }

        if (layer.Gamma is not null)
        {
            yield return Distribution("γ", layer.Gamma, mended?.Gamma);
        }
    }

    /// <summary>From μ − σ to μ + σ of each channel: stored, and beside it of the images.</summary>
    private XElement Channels(NormState stored, NormState? seen, string? when)
    {
        int[] shown = [.. Enumerable.Range(0, stored.Channels).Take(MostChannels)];
        (double Low, double High)[] all =
            [.. shown.Select(c => Range(stored, c)).Concat(seen is null ? [] : shown.Select(c => Range(seen, c)))
                .Where(range => double.IsFinite(range.Low) && double.IsFinite(range.High))];
        double low = all.Select(range => range.Low).DefaultIfEmpty(-1).Min();
        double high = Math.Max(low + 1e-9, all.Select(range => range.High).DefaultIfEmpty(1).Max());
        double Y(double value) => Height * (high - value) / (high - low);
        IEnumerable<XElement> Bars(NormState of, string kind, double left) => shown.Select(c =>
        {
            (double from, double to) = Range(of, c);
            XElement? box = !double.IsFinite(from) || !double.IsFinite(to)
                ? null
                : Box(
                    c + left,
                    Y(to),
                    0.38,
                    Math.Max(0.6, Y(from) - Y(to)),
                    null,
                    $"{c}: {Number(of.Mean[c])} ± {Number(Math.Sqrt(of.Variance[c]))}");
            box?.Add(Class(kind));
            return box;
        }).OfType<XElement>();
        string title = $"{words.Given}{(when is null ? string.Empty : $", {when}")}";
        return new XElement(
            "figure",
            Class("wide"),
            new XElement(
                "figcaption",
                $"{title}: μ ± σ, ",
                new XElement("span", Class("dot stored"), string.Empty),
                words.Stored,
                seen is null ? null : new object[] { ", ", new XElement("span", Class("dot seen"), string.Empty), words.Seen },
                stored.Channels > MostChannels ? $" ({words.First} {MostChannels} / {stored.Channels})" : null),
            Drawing(
                shown.Length,
                Height,
                "plot",
                title,
                Bars(stored, "stored", 0.1),
                seen is null ? null : Bars(seen, "seen", 0.52)),
            Ends($"{words.Channel} 0", $"{Number(low)} … {Number(high)}", $"{shown.Length - 1}"));
    }

    private static (double Low, double High) Range(NormState of, int c)
    {
        double deviation = Math.Sqrt(of.Variance[c]);
        return (of.Mean[c] - deviation, of.Mean[c] + deviation);
    }

    private XElement Distribution(string title, IReadOnlyList<double> values, IReadOnlyList<double>? repaired)
    {
        double[] finite = [.. values.Concat(repaired ?? []).Where(double.IsFinite)];
        double low = finite.DefaultIfEmpty(0).Min();
        double high = finite.DefaultIfEmpty(1).Max();
        if (high - low < 1e-9)
        {
            (low, high) = (low - 0.5, high + 0.5);
        }

        int missing = values.Count(value => !double.IsFinite(value));
        return new XElement(
            "figure",
            new XElement(
                "figcaption",
                title,
                repaired is null ? null : new object[]
                {
                    " – ", new XElement("span", Class("dot stored"), string.Empty), words.Before, " ",
                    new XElement("span", Class("dot seen"), string.Empty), words.After,
                },
                missing > 0 ? $" ({words.NoNumber}: {missing})" : null),
            Histogram(values, low, high, "stored", title),
            repaired is null ? null : Histogram(repaired, low, high, "seen", title),
            Ends(Number(low), string.Empty, Number(high)));
    }

    private static XElement Histogram(IReadOnlyList<double> values, double low, double high, string kind, string title)
    {
        var counts = new int[Bins];
        foreach (double value in values.Where(double.IsFinite))
        {
            counts[Math.Clamp((int)(Bins * (value - low) / (high - low)), 0, Bins - 1)]++;
        }

        double most = Math.Max(1, counts.Max());
        return Drawing(Bins, Height, "bars", title, counts.Select((count, i) =>
        {
            XElement box = Box(
                i + 0.05, Height * (1 - (0.95 * count / most)), 0.9, 0.95 * Height * count / most, null,
                $"{Number(low + (i * (high - low) / Bins))} … {Number(low + ((i + 1) * (high - low) / Bins))}: {count}");
            box.Add(Class(kind));
            return box;
        }));
    }

    private static XElement Ends(params string[] texts) => new("div", Class("ends"), texts.Select(text => new XElement("span", text)));
}
