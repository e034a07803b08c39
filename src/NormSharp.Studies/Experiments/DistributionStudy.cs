using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>
/// What batch normalization does to activations: mean, deviation, shift and histogram of each layer's input over the training.
/// </summary>
internal sealed class DistributionStudy : Study
{
    private const int Bins = 60;
    private const double Range = 6;
    private const int Moments = 12;
    private const int Layers = 4;

    // The moments whose histograms are shown.
    private const int Histograms = 4;

    public override string Name => "distribution";

    public override int Revision => 2;

    public override string Method(TextFile text) => text.Say(
        "method",
        ("moments", $"{Moments}"));

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 4), new StudySize(15_000, 5), new StudySize(20_000, 6));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan)
        => ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        (string Name, CellGroup Group)[] both = [(text["with"], with), (text["without"], without)];
        (string Metric, string Title)[] kinds =
        [
            ("mean", text["mean-chart"]),
            ("deviation", text["deviation-chart"]),
        ];
        (string Series, string Title, string Label)[] shifts =
        [
            ("update_shift_course", text["mean-shift-chart"], text["mean-shift-axis"]),
            ("update_deviation_shift_course", text["deviation-shift-chart"], text["deviation-shift-axis"]),
        ];
        string Mean(CellGroup group, string metric) => Unit.Number.Value(group.Metric(metric).Mean);
        Judgement Less(string claim, string metric)
            => judge.Exceeds(text[claim], without.Metric(metric), with.Metric(metric), 0, Unit.Number);
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("with-mean", Mean(with, "update_shift")),
                ("without-mean", Mean(without, "update_shift")),
                ("with-deviation", Mean(with, "update_deviation_shift")),
                ("without-deviation", Mean(without, "update_deviation_shift")),
                ("moments", $"{Moments}"),
                ("with-drift", Mean(with, "drift")),
                ("without-drift", Mean(without, "drift"))),
            Judgements =
            [
                Less("judged-means", "update_shift"),
                Less("judged-deviations", "update_deviation_shift"),
                Less("judged-drift", "drift"),
            ],
            Figures =
            [
                .. both.Select(item => HistogramsOf(item.Name, item.Group, text)),
                .. shifts.Select(kind => new Figure(
                    new LineChart
                    {
                        Title = kind.Title,
                        X = new Pictures(text.Language).Steps,
                        Y = new Axis(kind.Label) { IsLogarithmic = true },
                        Series =
                            [.. both.Select(
                                item => new LineSeries(item.Name, item.Group.Points(kind.Series, item.Group.Means("moment_step"))))],
                    },
                    new Pictures(language).SpreadCaption)),
                .. kinds.SelectMany(kind => both.Select(item => Courses($"{kind.Title}: {item.Name}", kind.Metric, item.Group, text))),
            ],
            Tables =
            [
                ByLayer(
                    text["end-table"],
                    [("mean", text["mean"]), ("deviation", text["deviation"])], "0.000", group => group[^1]),
                ByLayer(
                    text["update-table"],
                    [("update_shift", "|μ′ − μ| / σ"), ("update_deviation_shift", "|σ′ − σ| / σ")], "0.0000", MeanOverMoments),
            ],
        };

        ReportTable ByLayer(string title, (string Series, string Name)[] columns, string format, Func<IReadOnlyList<Sample>, Sample> choose)
            => new(
            title,
            [text["layer"],
                .. columns.SelectMany(
                    column => new[] { text.Say("column-with", ("column", column.Name)),
                        text.Say("column-without", ("column", column.Name)) })],
            [.. Enumerable.Range(1, Layers).Select(layer => (IReadOnlyList<string>)
            [
                $"{layer}",
                .. columns.SelectMany(
                    column => both.Select(item => Numbers.Spread(choose(item.Group.Series($"{column.Series}_{layer}")), format))),
            ])]);
    }

    private static Sample MeanOverMoments(IReadOnlyList<Sample> course)
        => new([.. Enumerable.Range(0, course[0].Values.Count).Select(seed => course.Average(moment => moment.Values[seed]))]);

    private static Figure HistogramsOf(string name, CellGroup cells, TextFile text)
    {
        double[] steps = cells.Means("histogram_step");
        return new Figure(
            new Histogram
            {
                Title = text.Say("histograms", ("network", name)),
                X = new Axis(text["value"]),
                From = -Range,
                To = Range,
                Series =
                [
                    .. from layer in Enumerable.Range(1, Layers)
                       from moment in Enumerable.Range(0, steps.Length)
                       select new NamedValues(
                           text.Say(
                               "histogram",
                               ("layer", $"{layer}"),
                               ("step", $"{steps[moment]:0}")),
                           [.. cells.Series($"histogram_{layer}_{moment + 1}").Select(sample => sample.Mean)]),
                ],
            },
            text["histogram-caption"]);
    }

    private static Figure Courses(string title, string metric, CellGroup group, TextFile text) => new(
        new LineChart
        {
            Title = title,
            X = new Pictures(text.Language).Steps,
            Y = new Axis(text["unit-mean"]),
            Series =
                [.. Enumerable.Range(1, Layers)
                    .Select(
                        layer => new LineSeries(
                            text.Say("layer-line", ("layer", $"{layer}")), group.Points($"{metric}_{layer}", group.Means("moment_step"))))],
        },
        new Pictures(text.Language).SpreadCaption);

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.LeNet(context.ModelOptions, _ => normalized);
        using var training = new ManualTraining(context, model, learningRate: 0.3, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        int[] moments = TrainingMoments.Evenly(steps + 1, Moments);
        var seen = new List<Dictionary<string, ChannelDistribution>>();
        var updated = new List<Dictionary<string, ChannelDistribution>>();
        for (int step = 0; step <= steps; step++)
        {
            bool isMoment = moments.Contains(step);
            if (isMoment)
            {
                seen.Add(Look(training));
            }

            if (step < steps)
            {
                training.Load(step);
                training.LossAndGradient();
                training.Step();
                if (isMoment)
                {
                    updated.Add(Look(training));
                }
            }
        }

        return Summarize(moments, seen, updated);
    }

    /// <summary>Always the same images: what changes is the network.</summary>
    private static Dictionary<string, ChannelDistribution> Look(ManualTraining training)
    {
        training.Load(0);
        var observer = new ChannelObserver(Range, Bins);
        training.Watch(observer, training: true);
        return observer.Layers;
    }

    private static CellResult Summarize(
        int[] moments, List<Dictionary<string, ChannelDistribution>> seen, List<Dictionary<string, ChannelDistribution>> updated)
    {
        int[] shown = TrainingMoments.Evenly(moments.Length, Histograms);
        CellResult result = new CellResult()
            .With("moment_step", moments.Select(step => (double)step))
            .With("histogram_step", shown.Select(moment => (double)moments[moment]));
        double[] means = new double[updated.Count];
        double[] deviations = new double[updated.Count];
        var drifts = new List<double>();
        for (int layer = 1; layer <= Layers; layer++)
        {
            ChannelDistribution[] course = [.. seen.Select(moment => moment[$"act{layer}"])];
            ChannelDistribution[] after = [.. updated.Select(moment => moment[$"act{layer}"])];
            double[] meanShifts = [.. after.Select((later, i) => course[i].MeanShift(later))];
            double[] deviationShifts = [.. after.Select((later, i) => course[i].DeviationShift(later))];
            for (int i = 0; i < after.Length; i++)
            {
                means[i] += meanShifts[i] / Layers;
                deviations[i] += deviationShifts[i] / Layers;
            }

            drifts.AddRange(course.Skip(1).Select((later, i) => course[i].MeanShift(later)));
            result
                .With($"mean_{layer}", course.Select(moment => moment.Means.Average()))
                .With($"deviation_{layer}", course.Select(moment => moment.Deviations.Average()))
                .With($"update_shift_{layer}", meanShifts)
                .With($"update_deviation_shift_{layer}", deviationShifts);
            for (int i = 0; i < shown.Length; i++)
            {
                result.With($"histogram_{layer}_{i + 1}", course[shown[i]].Counts);
            }
        }

        return result
            .With("update_shift_course", means)
            .With("update_deviation_shift_course", deviations)
            .With("update_shift", means.Average())
            .With("update_deviation_shift", deviations.Average())
            .With("drift", drifts.Average());
    }
}
