using System.Globalization;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S4: does batch normalization stop gradients from vanishing?</summary>
internal sealed class GradientFlowStudy : Study
{
    private const int Depth = 10;
    private const int Width = 64;
    private const int Moments = 20;

    public override string Name => "gradient-flow";

    public override Module LargestNetwork(ModelOptions options)
        => Networks.Perceptron(options, Depth, Width, (_, width) => new BatchNorm(width));

    public override int Revision => 2;

    public override int SmallestImage => 1;

    public override string Method(TextFile text) => text.Say(
        "method",
        ("depth", $"{Depth}"),
        ("width", $"{Width}"),
        ("moments", $"{Moments}"));

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 3), new StudySize(15_000, 4), new StudySize(20_000, 5));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        Sample Ratio(CellGroup group) => group.Metric("first_to_last_log10");
        Sample RatioAtEnd(CellGroup group) => group.Metric("first_to_last_log10_end");
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("with", Times(Ratio(with))),
                ("without", Times(Ratio(without))),
                ("with-end", Times(RatioAtEnd(with))),
                ("without-end", Times(RatioAtEnd(without)))),
            Judgements =
            [
                judge.Exceeds(
                    text["judged-start"],
                    Ratio(with), Ratio(without), 1, Unit.Number),
                judge.Exceeds(
                    text["judged-end"],
                    RatioAtEnd(with), RatioAtEnd(without), 1, Unit.Number),
            ],
            Figures =
            [
                .. OverTime(with, without, text),
                new Figure(
                    new LineChart
                    {
                        Title = text["layer-chart"],
                        X = new Axis(text["layer"]) { IsWhole = true },
                        Y = GradientNorm(text),
                        Series =
                        [
                            new LineSeries(text["with-first"], with.Points("gradient_norm_first")),
                            new LineSeries(text["with-last"], with.Points("gradient_norm_last")) { IsDashed = true, PairedWith = 0 },
                            new LineSeries(text["without-first"], without.Points("gradient_norm_first")),
                            new LineSeries(text["without-last"], without.Points("gradient_norm_last")) { IsDashed = true, PairedWith = 2 },
                        ],
                    },
                    new Pictures(language).SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = text["first-layer-chart"],
                        X = new Pictures(language).Steps,
                        Y = GradientNorm(text),
                        Series =
                        [
                            new LineSeries(text["with"], with.Points("course_1", with.Means("course_step"))),
                            new LineSeries(text["without"], without.Points("course_1", without.Means("course_step"))),
                        ],
                    },
                    new Pictures(language).SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    text["norm-table"],
                    [text["layer"], text["with-first-column"], text["with-last-column"], text["without-first-column"],
                        text["without-last-column"]],
                    [.. Enumerable.Range(0, Depth).Select(i => (IReadOnlyList<string>)
                    [
                        $"{i + 1}",
                        .. new[] { with, without }.SelectMany(
                            group => ((string[])["gradient_norm_first", "gradient_norm_last"])
                                .Select(name => Unit.Number.Value(group.Series(name)[i].Mean))),
                    ])]),
            ],
        };
    }

    private static Axis GradientNorm(TextFile text) => new(text["gradient-norm"]) { IsLogarithmic = true };

    /// <summary>Every layer at every moment, with and without batch normalization on the same scale of colours.</summary>
    private static IEnumerable<Figure> OverTime(CellGroup with, CellGroup without, TextFile text)
    {
        IReadOnlyList<double>[] Norms(CellGroup group)
            => [.. Enumerable.Range(1, Depth)
                .Select(layer => (IReadOnlyList<double>)[.. group.Series($"course_{layer}").Select(GeometricMean)])];
        (string Name, CellGroup Group, IReadOnlyList<double>[] Norms)[] both =
        [
            (text["with"], with, Norms(with)),
            (text["without"], without, Norms(without)),
        ];
        double[] shown = [.. both.SelectMany(item => item.Norms).SelectMany(row => row).Where(norm => norm > 0 && double.IsFinite(norm))];
        Axis axis = GradientNorm(text);
        axis = axis with
        {
            Label = text["gradient-norm-logarithmic"],
            Minimum = shown.Length > 0 ? shown.Min() : null,
            Maximum = shown.Length > 0 ? shown.Max() : null,
        };
        return both.Select(item => new Figure(
            new HeatMap
            {
                Title = text.Say("heat-map", ("network", item.Name)),
                ColumnLabel = text["step"],
                RowLabel = text["layer"],
                Columns = [.. item.Group.Means("course_step").Select(step => step.ToString("0", CultureInfo.InvariantCulture))],
                Rows = [.. Enumerable.Range(1, Depth).Select(layer => $"{layer}")],
                Values = item.Norms,
                Value = axis,
                WritesValues = false,
            },
            text["heat-map-caption"]));
    }

    private static double GeometricMean(Sample norms) => Math.Pow(10, norms.Map(Math.Log10).Mean);

    private static string Times(Sample log10) => $"{Unit.Number.Value(Math.Pow(10, log10.Mean))} ×";

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.Perceptron(context.ModelOptions, Depth, Width, (_, width) => normalized ? new BatchNorm(width) : null);
        using var training = new ManualTraining(context, model, learningRate: 0.1, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        var weights = training.Parameters.Where(
            entry => entry.Name.StartsWith("fc", StringComparison.Ordinal) && entry.Name.EndsWith(".weight", StringComparison.Ordinal))
                .Take(Depth).ToArray();
        double[][] norms = new double[steps][];
        double loss = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            training.Load(step);
            loss = training.LossAndGradient();
            norms[step] = [.. weights.Select(entry => ManualTraining.GradientNorm(entry.Parameter))];
            training.Step();
        }

        double[] Mean(int from, int to)
            => [.. Enumerable.Range(0, Depth).Select(layer => Enumerable.Range(from, to - from).Average(step => norms[step][layer]))];
        int tenth = Math.Max(1, steps / 10);
        double[] first = Mean(0, tenth);
        double[] last = Mean(steps - tenth, steps);
        int[] moments = TrainingMoments.Evenly(steps, Moments);
        CellResult result = new CellResult()
            .With("first_to_last_log10", Math.Log10(first[0] / first[^1]))
            .With("first_to_last_log10_end", Math.Log10(last[0] / last[^1]))
            .With("last_loss", loss)
            .With("gradient_norm_first", first)
            .With("gradient_norm_last", last)
            .With("course_step", moments.Select(step => step + 1.0));
        for (int layer = 0; layer < Depth; layer++)
        {
            int row = layer;
            result.With($"course_{layer + 1}", moments.Select(step => norms[step][row]));
        }

        return result;
    }
}
