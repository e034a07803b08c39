using NormSharp.Charts;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.2: which batch normalizations matter, and what makes the last two fail?</summary>
internal sealed class PlacementStudy : Study
{
    private static readonly string[] Placements = ["all", "none", "first2", "last2", "only1", "only2", "only3", "only4"];

    public override string Name => "placement";

    // How far running statistics lag differs much from seed to seed: three would leave the main claim open.
    public override int DefaultSeedCount => 6;

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Placements.Select(placement => new StudyCell(
        "bn", placement, context => context.Train(Networks.LeNet(context.ModelOptions, i => Has(placement, i))).ToResult()));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        CellGroup last = results.At(("bn", "last2"));
        CellGroup first = results.At(("bn", "first2"));
        Sample running = Mean(last, "test_accuracy_by_epoch");
        Sample recalibrated = Mean(last, "recalibrated_by_epoch");
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("running", Unit.Percent.Value(last.Metric("test_accuracy").Mean)),
                ("recalibrated", Unit.Percent.Value(last.Metric("test_accuracy_recalibrated").Mean))),
            Judgements =
            [
                judge.Exceeds(
                    text["judged-stale"],
                    recalibrated, running, 0.05, Unit.Accuracy),
                judge.AtMost(
                    text["judged-never-better"],
                    LargestLead(last), 0, Unit.Points),
                judge.Exceeds(
                    text["judged-features"],
                    first.Metric("test_accuracy_recalibrated"), last.Metric("test_accuracy_recalibrated"), 0.02, Unit.Accuracy),
                judge.Exceeds(
                    text["judged-swing"],
                    last.Metric("swing"), first.Metric("swing"), 0, Unit.Points),
            ],
            Figures =
            [
                new Figure(Courses(results, text, "first2", "last2"), text["course-caption"]),
                new Figure(Ends(results, text), text["end-caption"]),
                EveryEpoch(results, text, text["running-statistics"], "test_accuracy_by_epoch"),
                EveryEpoch(results, text, text["recomputed-statistics"], "recalibrated_by_epoch"),
            ],
            Tables =
            [
                new ReportTable(
                    text["accuracy-table"],
                    [text["placement"], text["running"], text["recalibrated"], text["training"], text["swing"]],
                    [.. Placements.Select(placement => (IReadOnlyList<string>)
                    [
                        language.Term(placement),
                        .. ((string[])["test_accuracy", "test_accuracy_recalibrated", "train_accuracy", "swing"])
                        .Select(metric => Numbers.Percent(results.At(("bn", placement)).Metric(metric))),
                    ])]),
            ],
        };
    }

    private static bool Has(string placement, int layer) => placement switch
    {
        "all" => true,
        "none" => false,
        "first2" => layer <= 2,
        "last2" => layer > 2,
        _ => placement[^1] - '0' == layer,
    };

    private static Sample Mean(CellGroup group, string series)
        => new([.. group.Runs.Select(run => run.Result.Series[series].Average())]);

    /// <summary>The largest lead that running statistics have over recomputed ones after an epoch, for each seed.</summary>
    private static Sample LargestLead(CellGroup group) => new(
        [.. group.Runs.Select(
            run => run.Result.Series["test_accuracy_by_epoch"]
                .Zip(run.Result.Series["recalibrated_by_epoch"], (running, recomputed) => running - recomputed)
                .Max())]);

    private static LineChart Courses(StudyResults results, TextFile text, params string[] placements) => new()
    {
        Title = text["course-chart"],
        X = new Pictures(text.Language).Epochs,
        Y = new Pictures(text.Language).Accuracy,
        Series =
        [
            .. placements.SelectMany((placement, i) => new[]
            {
                new LineSeries(
                    text.Say("line-recomputed", ("placement", text.Language.Term(placement))),
                    results.At(("bn", placement)).Points("recalibrated_by_epoch")) { PairedWith = i },
                new LineSeries(
                    text.Say("line-running", ("placement", text.Language.Term(placement))),
                    results.At(("bn", placement)).Points("test_accuracy_by_epoch")) { IsDashed = true, PairedWith = i },
            }),
        ],
    };

    private static Figure EveryEpoch(StudyResults results, TextFile text, string statistics, string series)
    {
        IReadOnlyList<double>[] values =
            [.. Placements.Select(
                placement => (IReadOnlyList<double>)[.. results.At(("bn", placement)).Series(series).Select(sample => sample.Mean)])];
        return new Figure(
            new HeatMap
            {
                Title = text.Say("heat-map", ("statistics", statistics)),
                ColumnLabel = text["epoch"],
                RowLabel = text["placement"],
                Columns = [.. Enumerable.Range(1, values[0].Count).Select(epoch => $"{epoch}")],
                Rows = [.. Placements.Select(placement => text.Language.Term(placement))],
                Values = values,
                Value = new Pictures(text.Language).Accuracy,
            },
            text["mean-caption"]);
    }

    private static BarChart Ends(StudyResults results, TextFile text) => new()
    {
        Title = text["end-chart"],
        CategoryLabel = text["layers"],
        Y = new Pictures(text.Language).Accuracy,
        Series = [text["running-statistics"], text["recomputed-statistics"]],
        Groups =
            [.. Placements.Select(
                placement => new BarGroup(
                    text.Language.Term(placement),
                    [results.At(("bn", placement)).Bar("test_accuracy"),
                        results.At(("bn", placement)).Bar("test_accuracy_recalibrated")]))],
    };
}
