using System.Globalization;
using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S4: is a network with batch normalization less sensitive to the scale of its first weights?</summary>
internal sealed class InitialisationStudy : Study
{
    private static readonly double[] Scales = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    public override string Name => "initialisation";

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from bn in (string[])["all", "none"]
        from scale in Scales
        select new StudyCell(
            [new Coordinate("bn", bn), new Coordinate("scale", CellContext.Text(scale))],
            context => Run(context, bn == "all", scale));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        IReadOnlyList<string> scales = results.Axis("scale");
        CellGroup At(string bn, string scale) => results.At(("bn", bn), ("scale", scale));
        Sample Range(string bn)
        {
            Sample[] all = [.. scales.Select(scale => At(bn, scale).Metric("test_accuracy_recalibrated"))];
            return new Sample(
                [.. Enumerable.Range(0, all[0].Values.Count)
                    .Select(i => all.Max(sample => sample.Values[i]) - all.Min(sample => sample.Values[i]))]);
        }

        (Sample with, Sample without) = (Range("all"), Range("none"));
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("with", Unit.Points.In(language).Value(with.Mean)),
                ("without", Unit.Points.In(language).Value(without.Mean))),
            Judgements =
            [
                judge.Exceeds(
                    text["judged-range"],
                    without, with, 0, Unit.Points),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = text["scale-chart"],
                        X = new Axis(text["factor"]) { IsLogarithmic = true },
                        Y = pictures.Accuracy,
                        Series = [.. new (string Key, string Name)[] { ("all", text["with"]), ("none", text["without"]) }
                            .Select(item => new LineSeries(item.Name, [.. scales.Select(scale => CellGroup.Point(
                                double.Parse(scale, CultureInfo.InvariantCulture),
                                At(item.Key, scale).Metric("test_accuracy_recalibrated")))]))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(
                    text["row"],
                    [.. ((string[])["all", "none"]).SelectMany(bn => scales.Select(scale => (language.Term(bn, scale), At(bn, scale))))]),
            ],
        };
    }

    private static CellResult Run(CellContext context, bool normalized, double scale)
    {
        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => normalized);
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            if (name.EndsWith(".weight", StringComparison.Ordinal) && parameter.Rank > 1
                && !name.StartsWith("fc3", StringComparison.Ordinal))
            {
                foreach (ref float value in parameter.AsSpan())
                {
                    value *= (float)scale;
                }
            }
        }

        return context.Train(model, options => options with { LearningRate = 0.1, RecalibrateEachEpoch = false }).ToResult();
    }
}
