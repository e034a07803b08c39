using System.Globalization;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.5 and S4: how small can a batch be?</summary>
internal sealed class BatchSizeStudy : Study
{
    private const int GhostSize = 8;
    private const double RatePer64 = 0.1;

    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 64, 256];
    private static readonly string[] Kinds = ["BatchNorm", "GhostBatchNorm", "BatchRenorm", "GroupNorm", "LayerNorm"];

    public override string Name => "batch-size";

    public override string Method(TextFile text) => text.Say(
        "method",
        ("rate", $"{RatePer64}"),
        ("ghost", $"{GhostSize}"));

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(2_000, 3), new StudySize(4_000, 4), new StudySize(8_000, 5)) with { TestImages = 4_000 };

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from kind in Kinds
        from size in Sizes
        select new StudyCell(
            [new Coordinate("normalization", kind), new Coordinate("batch_size", $"{size}")], context => Run(context, kind, size));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        CellGroup At(string kind, int size)
            => results.At(("normalization", kind), ("batch_size", size.ToString(CultureInfo.InvariantCulture)));
        Sample Accuracy(string kind, int size) => At(kind, size).Metric("test_accuracy");
        Sample BestSmall(string metric, params string[] kinds) => new(
            [.. Enumerable.Range(0, At(kinds[0], 2).Runs.Count).Select(i => kinds.Max(kind => At(kind, 2).Metric(metric).Values[i]))]);
        string AtSizes(string kind)
            => language.List(((int[])[1, 2, 16, 256]).Select(size => Unit.Percent.Value(Accuracy(kind, size).Mean)));
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("batch-norm", AtSizes("BatchNorm")),
                ("group-norm", AtSizes("GroupNorm"))),
            Judgements =
            [
                judge.Exceeds(
                    text["judged-one-learns"],
                    Accuracy("BatchNorm", 1), At("BatchNorm", 1).Metric("chance"), 0.10, Unit.Percent),
                judge.AtMost(
                    text["judged-one-refused"],
                    At("BatchNorm", 1).Metric("linear_accepts_one"), 0, Unit.Number),
                judge.Exceeds(
                    text["judged-group-or-layer"],
                    BestSmall("test_accuracy", "GroupNorm", "LayerNorm"), Accuracy("BatchNorm", 2), 0, Unit.Accuracy),
                judge.Exceeds(
                    text["judged-renorm"],
                    Accuracy("BatchRenorm", 2), Accuracy("BatchNorm", 2), 0, Unit.Accuracy),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = text["size-chart"],
                        X = new Axis(text["batch-size"]) { IsLogarithmic = true },
                        Y = pictures.Accuracy,
                        Series =
                            [.. Kinds.Select(
                                kind => new LineSeries(kind, [.. Sizes.Select(size => CellGroup.Point(size, Accuracy(kind, size)))]))],
                    },
                    pictures.SpreadCaption),
                new Figure(
                    new HeatMap
                    {
                        Title = text["heat-map"],
                        ColumnLabel = text["batch-size"],
                        RowLabel = text["normalization"],
                        Columns = [.. Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))],
                        Rows = Kinds,
                        Values = [.. Kinds.Select(kind => (IReadOnlyList<double>)[.. Sizes.Select(size => Accuracy(kind, size).Mean)])],
                        Value = pictures.Accuracy with { Minimum = null, Maximum = null },
                    },
                    text["mean-caption"]),
            ],
            Tables =
            [
                new ReportTable(
                    text["accuracy-table"],
                    [text["normalization"], .. Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))],
                    [.. Kinds.Select(kind => (IReadOnlyList<string>)
                    [
                        kind,
                        .. Sizes.Select(
                            size => string.Create(
                                CultureInfo.InvariantCulture,
                                $"{100 * Accuracy(kind, size).Mean:0.0} / "
                                    + $"{100 * At(kind, size).Metric("test_accuracy_recalibrated").Mean:0.0}")),
                    ])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string kind, int size)
    {
        int steps = context.Size.Epochs * ((Math.Min(context.Size.TrainImages, context.Data.Train.Count) + size - 1) / size);
        Sequential model = Networks.LeNet(
            context.ModelOptions with { Activation = ActivationKind.Relu },
                (i, channels) => i <= 2 ? Normalization(kind, channels, steps) : null);
        CellResult result = context.Train(model, options => options with
        {
            BatchSize = size,
            LearningRate = RatePer64 * size / 64,
            RecalibrateEachEpoch = false,
            RecalibrationBatches = Math.Max(1, 2048 / size),
        }).ToResult();
        return result.With("chance", 1.0 / context.Data.Train.ClassCount).With("linear_accepts_one", LinearAcceptsOne(context) ? 1 : 0);
    }

    private static Module Normalization(string kind, int channels, int steps) => kind switch
    {
        "GhostBatchNorm" => new GhostBatchNorm(channels, GhostSize),
        "BatchRenorm" => new BatchRenorm(channels, new BatchRenormOptions
        {
            NewStatisticWeight = 0.1,
            PlainSteps = steps / 10,
            DMaxStep = steps / 3,
            RMaxStep = steps / 2,
        }),
        "GroupNorm" => new GroupNorm(channels == 6 ? 2 : 4, channels),
        "LayerNorm" => new GroupNorm(1, channels),
        _ => new BatchNorm(channels),
    };

    private static bool LinearAcceptsOne(CellContext context)
    {
        Sequential model = Networks.Perceptron(context.ModelOptions, 1, 16, (_, width) => new BatchNorm(width));
        using var training = new ManualTraining(context, model, learningRate: 0, batchSize: 1);
        training.Load(0);
        try
        {
            training.LossAndGradient();
            return true;
        }
        catch (LayerException)
        {
            return false;
        }
    }
}
