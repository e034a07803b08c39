using System.Globalization;
using NormSharp.Charts;
using NormSharp.Models;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.1: does batch normalization allow larger learning rates?</summary>
internal sealed class LearningRateStudy : Study
{
    private const string With = "all";
    private const string Without = "none";

    // How far from the best an accuracy may be for its learning rate to count as usable.
    private const double Near = 0.03;

    private static readonly double[] Rates = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    public override string Name => "learning-rate";

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from placement in (string[])[With, Without]
        from rate in Rates
        select new StudyCell(
            [new Coordinate("bn", placement), new Coordinate("learning_rate", CellContext.Text(rate))],
            context => context.Train(
                context.Model(
                    "lenet", options => options with { BatchNorm = placement == With ? BatchNormPlacement.All : BatchNormPlacement.None }),
                options => options with { LearningRate = rate, RecalibrateEachEpoch = false }).ToResult());

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        string bestWith = Best(results, With);
        string bestWithout = Best(results, Without);
        Sample normalized = Accuracy(results, With, bestWith);
        Sample plain = Accuracy(results, Without, bestWithout);
        (double widthWith, double widthWithout) = (UsableDecades(results, With), UsableDecades(results, Without));
        (string withBest, string withoutBest) = (Unit.Percent.Value(normalized.Mean), Unit.Percent.Value(plain.Mean));
        string Running(string placement, string rate)
            => Numbers.Percent(results.At(("bn", placement), ("learning_rate", rate)).Metric("test_accuracy"));
        Sample largestWith = LargestUsable(results, With);
        Sample largestWithout = LargestUsable(results, Without);
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("with", withBest),
                ("with-rate", bestWith),
                ("with-decades", Numbers.Text(widthWith, "0.0")),
                ("without", withoutBest),
                ("without-rate", bestWithout),
                ("without-decades", Numbers.Text(widthWithout, "0.0"))),
            Judgements =
            [
                judge.Exceeds(
                    text["judged-text-rates"],
                    Accuracy(results, With, "1"), Accuracy(results, Without, "0.3"), 0.01, Unit.Accuracy),
                judge.Exceeds(
                    text["judged-best-rates"],
                    normalized, plain, 0.01, Unit.Accuracy),
                judge.Exceeds(
                    text["judged-largest-rate"],
                    largestWith, largestWithout, 0, Unit.Number),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = text["rate-chart"],
                        X = new Axis(text["rate"]) { IsLogarithmic = true },
                        Y = new Axis(text["accuracy-axis"]) { Factor = 100, Minimum = 0, Maximum = 1 },
                        Series =
                        [
                            Line(results, With, "test_accuracy_recalibrated", text["with-recalibrated"]),
                            Line(results, With, "test_accuracy", text["with-running"]) with { IsDashed = true, PairedWith = 0 },
                            Line(results, Without, "test_accuracy", text["without"]),
                        ],
                        References =
                        [
                            (0.857, text["text-with"]),
                            (0.733, text["text-without"]),
                        ],
                    },
                    text["rate-caption"]),
            ],
            Tables =
            [
                new ReportTable(
                    text["text-table"],
                    [text["network"], text["text"], text["running"], text["recalibrated"]],
                    [
                        [text["row-with"], "85.7", Running(With, "1"), Numbers.Percent(Accuracy(results, With, "1"))],
                        [text["row-without"], "73.3", Running(Without, "0.3"), "–"],
                    ]),
                new ReportTable(
                    text["accuracy-table"],
                    [text["rate"], text["column-with-running"], text["column-with-recalibrated"], text["without"], text["diverged"]],
                    [.. results.Axis("learning_rate").Select(rate => (IReadOnlyList<string>)
                    [
                        rate,
                        Running(With, rate),
                        Numbers.Percent(Accuracy(results, With, rate)),
                        Numbers.Percent(Accuracy(results, Without, rate)),
                        $"{results.At(("bn", With), ("learning_rate", rate)).Metric("diverged").Values.Sum()}, "
                            + $"{results.At(("bn", Without), ("learning_rate", rate)).Metric("diverged").Values.Sum()}",
                    ])]),
            ],
        };
    }

    private static Sample Accuracy(StudyResults results, string placement, string rate)
        => results.At(("bn", placement), ("learning_rate", rate)).Metric("test_accuracy_recalibrated");

    private static string Best(StudyResults results, string placement)
        => results.Axis("learning_rate").MaxBy(rate => Accuracy(results, placement, rate).Mean)!;

    /// <summary>How many powers of ten the rates span whose accuracy is within three points of the best.</summary>
    private static double UsableDecades(StudyResults results, string placement)
    {
        double best = results.Axis("learning_rate").Max(rate => Accuracy(results, placement, rate).Mean);
        double[] usable =
            [.. results.Axis("learning_rate").Where(rate => Accuracy(results, placement, rate).Mean >= best - Near).Select(Parse)];
        return Math.Log10(usable.Max() / usable.Min());
    }

    /// <summary>
    /// Seed by seed the decimal logarithm of the largest rate whose accuracy is within three points of the best with or without
    /// normalization.
    /// </summary>
    private static Sample LargestUsable(StudyResults results, string placement)
        => new(
            [.. Enumerable.Range(0, Accuracy(results, placement, "1").Values.Count)
                .Select(seed => LargestUsable(results, placement, seed))]);

    private static double LargestUsable(StudyResults results, string placement, int seed)
    {
        IReadOnlyList<string> rates = results.Axis("learning_rate");
        double best = rates.Max(
            rate => Math.Max(Accuracy(results, With, rate).Values[seed], Accuracy(results, Without, rate).Values[seed]));
        return Math.Log10(
            rates.Where(rate => Accuracy(results, placement, rate).Values[seed] >= best - Near)
                .Select(Parse)
                .DefaultIfEmpty(Rates[0])
                .Max());
    }

    private static LineSeries Line(StudyResults results, string placement, string metric, string name) => new(
        name,
        [.. results.Axis("learning_rate")
            .Select(rate => CellGroup.Point(Parse(rate), results.At(("bn", placement), ("learning_rate", rate)).Metric(metric)))]);

    private static double Parse(string rate) => double.Parse(rate, CultureInfo.InvariantCulture);
}
