using System.Globalization;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
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

    public override StudyText Text { get; } = new(
        new Phrase("How small a batch can be", "批量可以多小"),
        new Phrase("How small can a batch be for batch normalization, and what helps when it is small?", "批量归一化的批量可以多小？批量小的时候什么有用？"),
        new Phrase(
            "Does batch normalization work with a batch of 1? After a convolution yes, where a channel has several positions; after a fully connected layer no.",
            "批量为 1 时批量归一化有效吗？在卷积层之后可以（每个通道有多个位置）；在全连接层之后不行。"),
        "S1.5, S4; Wu & He 2018 (GroupNorm), Ioffe 2017 (BatchRenorm), Hoffer et al. 2017 (Ghost)",
        new Phrase(
            $"ReLU LeNet with a normalization behind the two convolutions only, so that a batch of 1 has several values a channel. SGD with a rate of {RatePer64} for batches of 64, in proportion to the batch size, the same number of epochs for all. Ghost sub-batches hold {GhostSize} images, so up to that batch size Ghost BN is plain batch normalization; GroupNorm has 2 and 4 groups; LayerNorm is over C×H×W. "
            + "Of GroupNorm and LayerNorm the better one with batches of 2 is, seed by seed, the one with the higher test accuracy. And one step of a batch of 1 with batch normalization behind a linear layer is tried.",
            $"ReLU LeNet，仅在两个卷积层之后归一化，使批量为 1 时每个通道仍有多个值。SGD，批量 64 时学习率 {RatePer64}，与批量成正比，训练轮数相同。Ghost 子批为 {GhostSize} 张图像，批量不超过它时即普通的批量归一化；GroupNorm 为 2 组与 4 组；LayerNorm 作用于 C×H×W。"
            + "批量为 2 时 GroupNorm 与 LayerNorm 中较好者，指每个种子下测试准确率较高者。另外尝试在全连接层之后用批量归一化、批量为 1 训练一步。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(2_000, 3), new StudySize(4_000, 4), new StudySize(8_000, 5)) with { TestImages = 4_000 };

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from kind in Kinds
        from size in Sizes
        select new StudyCell([new Coordinate("normalization", kind), new Coordinate("batch_size", $"{size}")], context => Run(context, kind, size));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        CellGroup At(string kind, int size) => results.At(("normalization", kind), ("batch_size", size.ToString(CultureInfo.InvariantCulture)));
        Sample Accuracy(string kind, int size) => At(kind, size).Metric("test_accuracy");
        Sample BestSmall(string metric, params string[] kinds) => new(
            [.. Enumerable.Range(0, At(kinds[0], 2).Runs.Count).Select(i => kinds.Max(kind => At(kind, 2).Metric(metric).Values[i]))]);
        return new Conclusion
        {
            Summary = language.Say(
                $"Batch normalization with batches of 1, 2, 16 and 256: {string.Join(", ", ((int[])[1, 2, 16, 256]).Select(size => Unit.Percent.Value(Accuracy("BatchNorm", size).Mean)))}; GroupNorm: {string.Join(", ", ((int[])[1, 2, 16, 256]).Select(size => Unit.Percent.Value(Accuracy("GroupNorm", size).Mean)))}.",
                $"批量为 1、2、16、256 时，批量归一化：{string.Join("，", ((int[])[1, 2, 16, 256]).Select(size => Unit.Percent.Value(Accuracy("BatchNorm", size).Mean)))}；GroupNorm：{string.Join("，", ((int[])[1, 2, 16, 256]).Select(size => Unit.Percent.Value(Accuracy("GroupNorm", size).Mean)))}。"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("With a batch of 1 batch normalization behind convolutions learns: more than 10 points above guessing.", "批量为 1 时，卷积层之后的批量归一化能学习：比随机猜测高出 10 个百分点以上。"),
                    Accuracy("BatchNorm", 1), At("BatchNorm", 1).Metric("chance"), 0.10, Unit.Percent),
                judge.AtMost(
                    language.Say("Behind a linear layer a batch of 1 is refused with an error (0: refused, 1: not).", "全连接层之后批量为 1 会报错拒绝（0：拒绝，1：未拒绝）。"),
                    At("BatchNorm", 1).Metric("linear_accepts_one"), 0, Unit.Number),
                judge.Exceeds(
                    language.Say("With batches of 2, GroupNorm or LayerNorm beats batch normalization.", "批量为 2 时，GroupNorm 或 LayerNorm 优于批量归一化。"),
                    BestSmall("test_accuracy", "GroupNorm", "LayerNorm"), Accuracy("BatchNorm", 2), 0, Unit.Percent),
                judge.Exceeds(
                    language.Say("With batches of 2, BatchRenorm beats batch normalization.", "批量为 2 时，BatchRenorm 优于批量归一化。"),
                    Accuracy("BatchRenorm", 2), Accuracy("BatchNorm", 2), 0, Unit.Percent),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Test accuracy by batch size, running statistics", "测试准确率与批量大小（滑动统计量）"),
                        X = new Axis(language.Say("batch size", "批量大小")) { Scale = AxisScale.Logarithmic },
                        Y = pictures.Accuracy,
                        Series = [.. Kinds.Select(kind => new LineSeries(kind, [.. Sizes.Select(size => CellGroup.Point(size, Accuracy(kind, size)))]))],
                    },
                    pictures.SpreadCaption),
                new Figure(
                    new HeatMap
                    {
                        Title = language.Say("The same numbers as a heat map", "同样的数据，以热图表示"),
                        ColumnLabel = language.Say("batch size", "批量大小"),
                        RowLabel = language.Say("normalization", "归一化"),
                        Columns = [.. Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))],
                        Rows = Kinds,
                        Values = [.. Kinds.Select(kind => (IReadOnlyList<double>)[.. Sizes.Select(size => Accuracy(kind, size).Mean)])],
                        Value = pictures.Accuracy with { Minimum = null, Maximum = null },
                    },
                    language.Say("Mean over the seeds.", "各种子的均值。")),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Test accuracy in % by running and, behind the slash, recalibrated statistics", "测试准确率（%）：滑动统计量 / 重新校准"),
                    [language.Say("normalization", "归一化"), .. Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))],
                    [.. Kinds.Select(kind => (IReadOnlyList<string>)
                    [
                        kind,
                        .. Sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $"{100 * Accuracy(kind, size).Mean:0.0} / {100 * At(kind, size).Metric("test_accuracy_recalibrated").Mean:0.0}")),
                    ])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string kind, int size)
    {
        int steps = context.Size.Epochs * ((Math.Min(context.Size.TrainImages, context.Data.Train.Count) + size - 1) / size);
        Sequential model = Networks.LeNet(
            context.ModelOptions with { Activation = ActivationKind.Relu }, (i, channels) => i <= 2 ? Normalization(kind, channels, steps) : null);
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
