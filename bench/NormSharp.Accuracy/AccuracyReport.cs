using System.Globalization;
using System.Text;

namespace NormSharp.Accuracy;

/// <summary>The page and the picture.</summary>
internal static class AccuracyReport
{
    private const string Peer = "PyTorch";

    /// <summary>Measures and writes both files.</summary>
    /// <returns>Where NormSharp is less exact than the peer; empty is what is wanted.</returns>
    public static IReadOnlyList<string> Write(string folder, string page, string picture)
    {
        List<(AccuracyCase Case, AccuracyErrors Ours, AccuracyErrors? Theirs)> rows =
            [.. AccuracyCase.All.Select(entry => Measure(entry, folder))];
        string versions = Path.Combine(folder, "peer.txt");
        File.WriteAllText(page, Page(rows, File.Exists(versions) ? File.ReadAllText(versions).Trim() : null, Path.GetFileName(picture)));
        File.WriteAllText(picture, Picture(rows));
        return [.. rows.Where(row => row.Theirs is not null).SelectMany(Worse)];
    }

    /// <summary>In which quantities the peer is more exact.</summary>
    private static IEnumerable<string> Worse((AccuracyCase Case, AccuracyErrors Ours, AccuracyErrors? Theirs) row)
    {
        for (int quantity = 0; quantity < AccuracyErrors.Names.Count; quantity++)
        {
            (double ours, double theirs) = (row.Ours[quantity], row.Theirs![quantity]);
            if (ours > theirs)
            {
                yield return FormattableString.Invariant(
                    $"{AccuracyErrors.Names[quantity]} of {row.Case.Name}: NormSharp {ours:0.000e+0}, {Peer} {theirs:0.000e+0}");
            }
        }
    }

    private static (AccuracyCase Case, AccuracyErrors Ours, AccuracyErrors? Theirs) Measure(AccuracyCase entry, string folder)
    {
        float[] x = FloatFile.Read(Path.Combine(folder, $"{entry.Name}.x.f32"));
        NormalizedBatch reference = NormalizedBatch.InDouble(entry, x);
        return (
            entry,
            AccuracyErrors.Of(NormalizedBatch.ByNormSharp(entry, x), reference),
            NormalizedBatch.ByPeer(entry, folder) is { } peer ? AccuracyErrors.Of(peer, reference) : null);
    }

    private static string Page(List<(AccuracyCase Case, AccuracyErrors Ours, AccuracyErrors? Theirs)> rows, string? peer, string picture)
    {
        var text = new StringBuilder("""
            # How exact batch normalization is

            Written by `bench/compare/accuracy.sh`; running it again replaces this page.

            Inputs have deviation 1 and means of ±10⁰ to ±10⁶, rounded to float32. Mean, unbiased variance and
            output of one training step are compared with float64 on the same numbers: ‖difference‖/‖reference‖
            over all channels or values. Half a unit in the last place of float32 is 6·10⁻⁸; the root mean
            square of correct rounding is about 2·10⁻⁸.

            NormSharp sums at most 4096 values in float32, after one of the values, or the mean of eight, has
            been subtracted. It merges such sums in float64 with Chan's formula, and subtracts the mean as a
            high and a low part. So neither the variance nor the output loses digits to a large mean. A formula
            that multiplies first and subtracts afterwards, x·invStd − μ·invStd, loses one for each power of
            ten.


            """);
        text.AppendLine(CultureInfo.InvariantCulture, $"![Relative error against float64 by ratio of mean to deviation](images/{picture})")
            .AppendLine();
        foreach ((string layout, int[] shape) in AccuracyCase.Layouts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {char.ToUpperInvariant(layout[0])}{layout[1..]}: {string.Join("×", shape)}")
                .AppendLine();
            text.AppendLine(peer is null
                ? "| mean/deviation | mean | variance | output |\n|---|---|---|---|"
                : "| mean/deviation | mean: NormSharp | PyTorch | variance: NormSharp | PyTorch | output: NormSharp | PyTorch "
                    + "|\n|---|---|---|---|---|---|---|");
            foreach ((AccuracyCase entry, AccuracyErrors ours, AccuracyErrors? theirs) in rows.Where(row => row.Case.Layout == layout))
            {
                IEnumerable<string> cells = Enumerable.Range(0, 3).SelectMany(quantity =>
                    theirs is null ? new[] { Number(ours[quantity]) } : [Number(ours[quantity]), Number(theirs[quantity])]);
                text.AppendLine(CultureInfo.InvariantCulture, $"| 10^{entry.Exponent} | {string.Join(" | ", cells)} |");
            }

            text.AppendLine();
        }

        text.AppendLine(peer is null ? "PyTorch was not installed where this was measured." : $"Measured beside {peer}.");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Picture(List<(AccuracyCase Case, AccuracyErrors Ours, AccuracyErrors? Theirs)> rows)
    {
        var plot = new ErrorPlot();
        for (int layout = 0; layout < AccuracyCase.Layouts.Count; layout++)
        {
            string name = AccuracyCase.Layouts[layout].Layout;
            var shown = rows.Where(row => row.Case.Layout == name).ToList();
            for (int quantity = 0; quantity < AccuracyErrors.Names.Count; quantity++)
            {
                plot.AddPanel(
                    layout,
                    quantity,
                    $"{AccuracyErrors.Names[quantity]}, {name}",
                    [.. shown.Select(row => row.Ours[quantity])],
                    shown.All(row => row.Theirs is not null) ? [.. shown.Select(row => row.Theirs![quantity])] : null);
            }
        }

        return plot.ToSvg("NormSharp", Peer);
    }

    private static string Number(double value) => value == 0 ? "0" : value.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
