using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Kernels.Elementwise;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;
using NormSharp.Training.Data;
using NormSharp.Training.Recalibration;

namespace NormSharp.Studies.Experiments;

/// <summary>S3: in transfer learning, should the statistics be frozen, updated or recomputed?</summary>
internal sealed class TransferStudy : Study
{
    private const string Head = "last layer";
    private const string All = "all layers";
    private static readonly string[] Trained = [Head, All];
    private static readonly string[] Statistics = ["frozen", "updated", "recomputed"];

    public override string Name => "transfer";

    public override StudyText Text { get; } = new(
        new Phrase("Statistics in transfer learning", "迁移学习中的统计量"),
        new Phrase("In transfer learning, should the running statistics stay frozen, be updated, or be recomputed?", "迁移学习时，滑动统计量应当冻结、更新还是重新计算？"),
        new Phrase(
            "Frozen batch normalizations keep the statistics of the old data set, which do not fit the new one: unfreeze them, or recompute.",
            "冻结的批量归一化层保留旧数据集的统计量，与新数据不符：应解冻或重新计算。"),
        "S3",
        new Phrase(
            "ReLU LeNet is trained on the first half of the classes, then fine-tuned on a tenth as many images of the other half, either the last layer only or all layers; SGD at 0.1, batches of 64. The running statistics stay those of the old classes (frozen), go on being updated, or are recomputed on the new images before and kept. "
            + "Accuracy is that on the new classes' test images, by the running statistics as they are.",
            "ReLU LeNet 先在前一半类别上训练，再用后一半类别中十分之一数量的图像微调，或只训练最后一层，或训练所有层；SGD 学习率 0.1，批量 64。滑动统计量保持旧类别的（冻结）、继续更新、或事先在新图像上重新计算并保持。"
            + "准确率为新类别测试图像上、直接使用滑动统计量的准确率。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from trained in Trained
        from statistics in Statistics
        select new StudyCell([new Coordinate("trained", trained), new Coordinate("statistics", statistics)], context => Run(context, trained, statistics));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        CellGroup At(string trained, string statistics) => results.At(("trained", trained), ("statistics", statistics));
        Sample Accuracy(string trained, string statistics) => At(trained, statistics).Metric("test_accuracy");
        (string Name, CellGroup Group)[] groups = [.. Trained.SelectMany(trained => Statistics.Select(statistics => (language.Term(trained, statistics), At(trained, statistics))))];
        string Line(string trained) => string.Join(language.Say(", ", "，"), Statistics.Select(statistics => $"{language.Term(statistics)} {Unit.Percent.Value(Accuracy(trained, statistics).Mean)}"));
        return new Conclusion
        {
            Summary = language.Say($"Last layer only: {Line(Head)}. All layers: {Line(All)}.", $"仅最后一层：{Line(Head)}。所有层：{Line(All)}。"),
            Judgements =
            [
                judge.Exceeds(language.Say("When only the last layer is trained, recomputed statistics are better than frozen ones.", "只训练最后一层时，重新计算的统计量优于冻结的。"), Accuracy(Head, "recomputed"), Accuracy(Head, "frozen"), 0, Unit.Percent),
                judge.Exceeds(language.Say("When only the last layer is trained, updated statistics are better than frozen ones.", "只训练最后一层时，更新的统计量优于冻结的。"), Accuracy(Head, "updated"), Accuracy(Head, "frozen"), 0, Unit.Percent),
                judge.Exceeds(language.Say("When all layers are trained, updated statistics are better than frozen ones.", "训练所有层时，更新的统计量优于冻结的。"), Accuracy(All, "updated"), Accuracy(All, "frozen"), 0, Unit.Percent),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = language.Say("Test accuracy on the new classes", "新类别上的测试准确率"),
                        CategoryLabel = language.Say("trained layers", "训练的层"),
                        Y = pictures.Accuracy,
                        Series = [.. Statistics.Select(statistics => language.Say($"{statistics} statistics", $"{language.Term(statistics)}统计量"))],
                        Groups = [.. Trained.Select(trained => new BarGroup(language.Term(trained), [.. Statistics.Select(statistics => At(trained, statistics).Bar("test_accuracy"))]))],
                    },
                    pictures.SpreadCaption),
                pictures.Courses(language.Say("Test accuracy on the new classes after each epoch of fine-tuning", "微调每轮之后新类别上的测试准确率"), "test_accuracy_by_epoch", pictures.Accuracy, groups),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Accuracy on the new classes in %, mean ± deviation over the seeds", "新类别上的准确率（%），各种子均值 ± 标准差"),
                    [language.Say("trained, statistics", "训练的层，统计量"), language.Say("test", "测试"), language.Say("training", "训练"), language.Say("training − test", "训练 − 测试"), language.Say("diverged seeds", "发散的种子数")],
                    [.. groups.Select(item => (IReadOnlyList<string>)
                    [
                        item.Name,
                        .. ((string[])["test_accuracy", "train_accuracy", "gap"]).Select(metric => Numbers.Percent(item.Group.Metric(metric))),
                        $"{item.Group.Metric("diverged").Values.Sum()}",
                    ])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string trained, string statistics)
    {
        int half = context.Data.Train.ClassCount / 2;
        int[] old = [.. Enumerable.Range(0, half)];
        int[] @new = [.. Enumerable.Range(half, context.Data.Train.ClassCount - half)];
        CellContext before = context with { Data = Classes(context.Data, old) };
        DataSplit target = Classes(context.Data, @new);
        CellContext after = context with { Data = target with { Train = target.Train.Take(Math.Max(64, target.Train.Count / 10)) } };

        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => true);
        before.Train(model, options => options with { LearningRate = 0.1, RecalibrateEachEpoch = false });
        if (statistics == "recomputed")
        {
            BatchNormRecalibration.Run(model, after.Data.Train, new RecalibrationOptions { BatchSize = 256, Batches = 16, Seed = context.Seed }, context.Cancellation);
        }

        foreach (BatchNorm layer in model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>())
        {
            layer.FreezesStatistics = statistics != "updated";
        }

        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            parameter.IsFrozen = trained == Head && !name.StartsWith("fc3", StringComparison.Ordinal);
        }

        return after.Train(model, options => options with { BatchSize = 64, LearningRate = 0.1, Recalibrate = false, RecalibrateEachEpoch = false }).ToResult();
    }

    private static DataSplit Classes(DataSplit data, int[] labels) => new(data.Train.WithClasses(labels), data.Test.WithClasses(labels));
}
