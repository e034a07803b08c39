using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>
/// S4: does batch normalization make the loss smoother? Measured as Santurkar et al. 2018 do, along the direction of the step.
/// </summary>
internal sealed class LandscapeStudy : Study
{
    private const double Rate = 0.1;
    private const int Moments = 20;

    // Step sizes along the gradient as multiples of the training's own, and the place of the training's own among them.
    private static readonly double[] Multiples = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
    private const int OneStep = 1;

    public override string Name => "landscape";

    public override int Revision => 2;

    public override string Method(TextFile text) => text.Say(
        "method",
        ("rate", $"{Rate}"),
        ("moments", $"{Moments}"));

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 2), new StudySize(15_000, 4), new StudySize(20_000, 5));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        (string Name, CellGroup Group)[] both = [(text["with"], with), (text["without"], without)];
        string Mean(CellGroup group, string metric) => Unit.Number.Value(group.Metric(metric).Mean);
        Judgement Less(string claim, string metric)
            => judge.Exceeds(text[claim], without.Metric(metric), with.Metric(metric), 0, Unit.Number);
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("with-loss", Mean(with, "loss_range")),
                ("without-loss", Mean(without, "loss_range")),
                ("with-gradient", Mean(with, "gradient_change")),
                ("without-gradient", Mean(without, "gradient_change")),
                ("with-smoothness", Mean(with, "smoothness")),
                ("without-smoothness", Mean(without, "smoothness"))),
            Judgements =
            [
                Less("judged-loss", "loss_range"),
                Less("judged-gradient", "gradient_change"),
                Less("judged-smoothness", "smoothness"),
            ],
            Figures =
            [
                Along(
                    text["loss-chart"], text["cross-entropy"], "loss", text["loss-caption"], both, text),
                Along(
                    text["gradient-chart"], "‖g(w − t·g) − g‖", "change", text["gradient-caption"], both, text),
                new Figure(
                    new LineChart
                    {
                        Title = text["smoothness-chart"],
                        X = new Pictures(language).Steps,
                        Y = new Axis(text["smoothness-axis"]) { IsLogarithmic = true },
                        Series =
                            [.. both.Select(
                                item => new LineSeries(item.Name, item.Group.Points("smoothness_course", item.Group.Means("probe_step"))))],
                    },
                    new Pictures(language).SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    text["averages-table"],
                    [
                        text["batch-norm"], text["loss-range"], text["gradient-change"], text["smoothness"],
                        text["gradient-norm"], text["last-loss"],
                    ],
                    [.. both.Select((item, i) => (IReadOnlyList<string>)
                    [
                        i == 0 ? text["yes"] : text["no"],
                        .. ((string[])["loss_range", "gradient_change", "smoothness", "gradient_norm", "last_loss"])
                        .Select(metric => Numbers.Spread(item.Group.Metric(metric), "0.000")),
                    ])]),
            ],
        };
    }

    /// <summary>A line with a band from the smallest to the largest value over the points of the walk.</summary>
    private static Figure Along(
        string title, string label, string quantity, string lines, (string Name, CellGroup Group)[] both, TextFile text)
    {
        LineSeries Series((string Name, CellGroup Group) item)
        {
            double[] Course(string end) => item.Group.Means($"{quantity}_{end}");
            (double[] low, double[] middle, double[] high) = (Course("low"), Course("line"), Course("high"));
            return new LineSeries(
                item.Name, [.. item.Group.Means("probe_step").Select((step, i) => new ChartPoint(step, middle[i], low[i], high[i]))]);
        }

        return new Figure(
            new LineChart
            {
                Title = title,
                X = new Pictures(text.Language).Steps,
                Y = new Axis(label) { IsLogarithmic = true },
                Series = [.. both.Select(Series)],
            },
            lines + text.Language.Space() + text["band-caption"]);
    }

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => normalized);
        using var training = new ManualTraining(context, model, Rate, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        int[] moments = TrainingMoments.Evenly(steps, Moments);
        double[] lengths = [.. Multiples.Select(multiple => multiple * Rate)];
        var starts = new List<double>();
        var probes = new List<GradientProbe>();
        double loss = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            training.Load(step);
            loss = training.LossAndGradient();
            if (moments.Contains(step))
            {
                starts.Add(loss);
                probes.Add(GradientProbe.Walk(training, lengths));
            }

            training.Step();
        }

        return new CellResult()
            .With("loss_range", probes.Average(probe => probe.Losses.Max() - probe.Losses.Min()))
            .With("gradient_change", probes.Average(probe => probe.Changes.Max()))
            .With("smoothness", probes.Average(probe => probe.Smoothness))
            .With("gradient_norm", probes.Average(probe => probe.Norm))
            .With("last_loss", loss)
            .With("probe_step", moments.Select(step => step + 1.0))
            .With("loss_line", starts)
            .With("loss_low", probes.Select(probe => probe.Losses.Min()))
            .With("loss_high", probes.Select(probe => probe.Losses.Max()))
            .With("change_line", probes.Select(probe => probe.Changes[OneStep]))
            .With("change_low", probes.Select(probe => probe.Changes.Min()))
            .With("change_high", probes.Select(probe => probe.Changes.Max()))
            .With("smoothness_course", probes.Select(probe => probe.Smoothness));
    }
}
