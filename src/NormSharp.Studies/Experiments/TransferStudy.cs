using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;
using NormSharp.Training;

namespace NormSharp.Studies.Experiments;

/// <summary>S3: in transfer learning, should the statistics be frozen, updated or recomputed?</summary>
internal sealed class TransferStudy : Study
{
    private const string Head = "last layer";
    private const string All = "all layers";
    private const int Batch = 64;
    private const int HeldOut = 512;
    private static readonly double[] Rates = [0.01, 0.03, 0.1, 0.3, 1];
    private static readonly string[] Trained = [Head, All];
    private static readonly string[] Statistics = ["frozen", "updated", "recomputed"];

    public override string Name => "transfer";

    public override int Revision => 2;

    // Two to tell apart in each half.
    public override int FewestClasses => 4;

    public override string Method(TextFile text) => text.Say(
        "method",
        ("held-out", $"{HeldOut}"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from trained in Trained
        from statistics in Statistics
        select new StudyCell(
            [new Coordinate("trained", trained), new Coordinate("statistics", statistics)], context => Run(context, trained, statistics));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        CellGroup At(string trained, string statistics) => results.At(("trained", trained), ("statistics", statistics));
        Sample Accuracy(string trained, string statistics) => At(trained, statistics).Metric("test_accuracy");
        (string Name, CellGroup Group)[] groups =
            [.. Trained.SelectMany(
                trained => Statistics.Select(statistics => (language.Term(trained, statistics), At(trained, statistics))))];
        string Line(string trained)
            => language.List(
                Statistics.Select(statistics => $"{language.Term(statistics)} {Unit.Percent.Value(Accuracy(trained, statistics).Mean)}"));
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("head", Line(Head)),
                ("all", Line(All))),
            Judgements =
            [
                judge.Exceeds(text["judged-recomputed"], Accuracy(Head, "recomputed"), Accuracy(Head, "frozen"), 0, Unit.Accuracy),
                judge.Exceeds(text["judged-updated"], Accuracy(Head, "updated"), Accuracy(Head, "frozen"), 0, Unit.Accuracy),
                judge.Exceeds(text["judged-all-layers"], Accuracy(All, "updated"), Accuracy(All, "frozen"), 0, Unit.Accuracy),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = text["accuracy-chart"],
                        CategoryLabel = text["trained-layers"],
                        Y = pictures.Accuracy,
                        Series = [.. Statistics.Select(statistics => text.Say("statistics", ("kind", language.Term(statistics))))],
                        Groups =
                            [.. Trained.Select(
                                trained => new BarGroup(
                                    language.Term(trained),
                                    [.. Statistics.Select(statistics => At(trained, statistics).Bar("test_accuracy"))]))],
                    },
                    pictures.SpreadCaption),
                pictures.Courses(text["course-chart"], "test_accuracy_by_epoch", pictures.Accuracy, groups),
            ],
            Tables =
            [
                new ReportTable(
                    text["accuracy-table"],
                    [text["trained-and-statistics"], text["test"], text["training"], text["gap"], text["rates"], text["diverged"]],
                    [.. groups.Select(item => (IReadOnlyList<string>)
                    [
                        item.Name,
                        .. ((string[])["test_accuracy", "train_accuracy", "gap"])
                        .Select(metric => Numbers.Percent(item.Group.Metric(metric))),
                        string.Join(", ", item.Group.Metric("learning_rate").Values.Select(CellContext.Text)),
                        $"{item.Group.Metric("diverged").Values.Sum()}",
                    ])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string trained, string statistics)
    {
        int half = context.Data.Train.ClassCount / 2;
        CellContext before = context with { Data = context.Data.SelectClasses([.. Enumerable.Range(0, half)]) };
        CellContext after = NewClasses(context, [.. Enumerable.Range(half, context.Data.Train.ClassCount - half)]);
        Sequential old = Networks.LeNet(before.ModelOptions with { Activation = ActivationKind.Relu }, _ => true);
        before.Train(old, options => options with { LearningRate = 0.1, RecalibrateEachEpoch = false });
        if (statistics == "recomputed")
        {
            BatchNormRecalibration.Run(
                old,
                after.Data.Train,
                new RecalibrationOptions { BatchSize = 256, Batches = 16, Seed = context.Seed },
                context.Cancellation);
        }

        return BestRate.Of(after, Rates, rate => after.Train(
            Start(old, after, trained, statistics),
            options => options with { BatchSize = Batch, LearningRate = rate, Recalibrate = false, RecalibrateEachEpoch = false }));
    }

    /// <summary>
    /// A tenth of the new classes' training images to train on, and as many images behind them as a choice needs, held out.
    /// </summary>
    private static CellContext NewClasses(CellContext context, int[] classes)
    {
        DataSplit data = context.Data.SelectClasses(classes);
        int count = Math.Min(data.Train.Count / 2, Math.Max(Batch, data.Train.Count / 10));
        return context with { Data = data with { Train = data.Train.Take(count) }, HeldOut = data.Train.Skip(count).Take(HeldOut) };
    }

    /// <summary>A copy of the network with a new last layer, of which the part that is not trained is frozen.</summary>
    private static Module Start(Module old, CellContext after, string trained, string statistics)
    {
        Module model = NewHead.Create(old, after.Data.Train.ClassCount, after.Seed);
        foreach (BatchNorm layer in model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>())
        {
            layer.FreezesStatistics = statistics != "updated";
        }

        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            parameter.IsFrozen = trained == Head && !name.StartsWith("fc3", StringComparison.Ordinal);
        }

        return model;
    }
}
