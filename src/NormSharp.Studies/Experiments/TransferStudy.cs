using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
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

    public override StudyText Text { get; } = new(
        new Phrase("Statistics in transfer learning", "迁移学习中的统计量"),
        new Phrase("In transfer learning, should the running statistics stay frozen, be updated, or be recomputed?", "迁移学习时，滑动统计量应当冻结、更新还是重新计算？"),
        new Phrase(
            "Frozen batch normalizations keep the statistics of the old data set, which do not fit the new one: unfreeze them, or recompute.",
            "冻结的批量归一化层保留旧数据集的统计量，与新数据不符：应解冻或重新计算。"),
        "S3",
        new Phrase(
            $"ReLU LeNet is trained on the first half of the classes (SGD at 0.1, batches of 256), then gets a new last layer and is fine-tuned on a tenth of the training images of the other half, either the last layer only or all layers: SGD, batches of 64, at learning rates 0.01, 0.03, 0.1, 0.3 and 1, of which, seed by seed, the best on {HeldOut} further training images of the new classes counts. The running statistics stay those of the old classes (frozen), go on being updated, or are recomputed on the new images before and kept. "
            + "Accuracy is that on the new classes' test images, by the running statistics as they are.",
            $"ReLU LeNet 先在前一半类别上训练（SGD，学习率 0.1，批量 256），再换上新的最后一层，用后一半类别训练图像的十分之一微调，或只训练最后一层，或训练所有层：SGD，批量 64，学习率取 0.01、0.03、0.1、0.3、1，每个种子取在另外 {HeldOut} 张新类别训练图像上最好者。滑动统计量保持旧类别的（冻结）、继续更新、或事先在新图像上重新计算并保持。"
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
                    [language.Say("trained, statistics", "训练的层，统计量"), language.Say("test", "测试"), language.Say("training", "训练"), language.Say("training − test", "训练 − 测试"), language.Say("learning rate, by seed", "各种子的学习率"), language.Say("diverged seeds", "发散的种子数")],
                    [.. groups.Select(item => (IReadOnlyList<string>)
                    [
                        item.Name,
                        .. ((string[])["test_accuracy", "train_accuracy", "gap"]).Select(metric => Numbers.Percent(item.Group.Metric(metric))),
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
            BatchNormRecalibration.Run(old, after.Data.Train, new RecalibrationOptions { BatchSize = 256, Batches = 16, Seed = context.Seed }, context.Cancellation);
        }

        return BestRate.Of(after, Rates, rate => after.Train(
            Start(old, after, trained, statistics),
            options => options with { BatchSize = Batch, LearningRate = rate, Recalibrate = false, RecalibrateEachEpoch = false }));
    }

    /// <summary>A tenth of the new classes' training images to train on, and as many images behind them as a choice needs, held out.</summary>
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
