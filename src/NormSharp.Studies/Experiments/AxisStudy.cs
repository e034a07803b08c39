using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.8 and S4: why not normalise each sample over its features instead?</summary>
internal sealed class AxisStudy : Study
{
    private static readonly (string Network, string[] Kinds)[] Cases =
        [("LeNet", ["BatchNorm", "LayerNorm", "InstanceNorm", "GroupNorm", "none"]), ("MLP", ["BatchNorm", "LayerNorm", "GroupNorm", "none"])];

    public override string Name => "axis";

    public override int Revision => 2;

    public override StudyText Text { get; } = new(
        new Phrase("Along which axis to normalise", "沿哪个轴归一化"),
        new Phrase("Why normalise over the batch and not each sample over its features?", "为什么沿批量归一化，而不是对每个样本沿特征归一化？"),
        new Phrase(
            "Normalising each sample over its features is layer normalization; whether it would serve as well is asked and not answered.",
            "对每个样本沿特征归一化即层归一化；它是否同样好用，原文提出了问题而没有回答。"),
        "S1.8, S4; Ba et al. 2016, Ulyanov et al. 2016, Wu & He 2018",
        new Phrase(
            "LeNet and a perceptron of two hidden layers (128), sigmoid, SGD, batches of 256, with batch, layer, instance and group normalization (instance normalization behind the convolutions only: a feature of one sample has no variance). Learning rates 0.1, 0.3, 1 and 3; each kind counts, seed by seed, at the best of them on the last tenth of the training images, which no network is trained on.",
            "LeNet 与两个隐藏层（128）的感知机，sigmoid，SGD，批量 256，分别使用批量、层、实例与组归一化（实例归一化仅在卷积层之后：单个样本的单个特征没有方差）。学习率 0.1、0.3、1、3，每个种子各取在最后十分之一训练图像（任何网络都不用它们训练）上最好者。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from network in Cases
        from kind in network.Kinds
        select new StudyCell([new Coordinate("network", network.Network), new Coordinate("normalization", kind)], context => Run(context, network.Network, kind));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        CellGroup At(string network, string kind) => results.At(("network", network), ("normalization", kind));
        Sample Accuracy(string network, string kind) => At(network, kind).Metric("test_accuracy_recalibrated");
        (string Name, CellGroup Group)[] groups = [.. Cases.SelectMany(item => item.Kinds.Select(kind => (language.Term(item.Network, kind), At(item.Network, kind))))];
        return new Conclusion
        {
            Summary = string.Join(
                language.Say(" ", string.Empty),
                Cases.Select(item => language.Say(
                    $"{item.Network}: {string.Join(", ", item.Kinds.Select(kind => $"{kind} {Unit.Percent.Value(Accuracy(item.Network, kind).Mean)}"))}.",
                    $"{item.Network}：{string.Join("，", item.Kinds.Select(kind => $"{language.Term(kind)} {Unit.Percent.Value(Accuracy(item.Network, kind).Mean)}"))}。"))),
            Judgements =
            [
                .. ((string[])["LeNet", "MLP"]).Select(network => judge.Exceeds(
                    language.Say($"On {network}, batch normalization is better than layer normalization.", $"在 {network} 上，批量归一化优于层归一化。"),
                    Accuracy(network, "BatchNorm"), Accuracy(network, "LayerNorm"), 0, Unit.Percent)),
                judge.Exceeds(
                    language.Say("On LeNet, layer normalization is better than none.", "在 LeNet 上，层归一化优于不归一化。"),
                    Accuracy("LeNet", "LayerNorm"), Accuracy("LeNet", "none"), 0, Unit.Percent),
            ],
            Figures =
            [
                pictures.Bars(language.Say("Test accuracy at the best learning rate", "最佳学习率下的测试准确率"), language.Say("network, normalization", "网络，归一化"), groups),
                pictures.Courses(
                    language.Say("LeNet: test accuracy after each epoch, recalibrated statistics", "LeNet：每轮之后的测试准确率（重新校准）"),
                    "recalibrated_by_epoch",
                    pictures.Accuracy,
                    [.. Cases[0].Kinds.Select(kind => (language.Term(kind), At("LeNet", kind)))]),
            ],
            Tables =
            [
                pictures.AccuracyTable(language.Say("network, normalization", "网络，归一化"), groups),
                new ReportTable(
                    language.Say("Best learning rate, by seed", "各种子的最佳学习率"),
                    [language.Say("network, normalization", "网络，归一化"), language.Say("rates", "学习率")],
                    [.. groups.Select(item => (IReadOnlyList<string>)[item.Name, string.Join(", ", item.Group.Metric("learning_rate").Values.Select(CellContext.Text))])]),
            ],
        };
    }

    private static CellResult Run(CellContext all, string network, string kind)
    {
        CellContext context = all.HoldOut();
        return BestRate.Of(context, [0.1, 0.3, 1, 3], rate =>
        {
            Sequential model = network == "LeNet"
                ? Networks.LeNet(context.ModelOptions, (i, channels) => Normalization(kind, channels, isConvolution: i <= 2))
                : Networks.Perceptron(context.ModelOptions with { Activation = ActivationKind.Sigmoid }, 2, 128, (_, width) => Normalization(kind, width, isConvolution: false));
            return context.Train(model, options => options with { LearningRate = rate });
        });
    }

    private static Module? Normalization(string kind, int channels, bool isConvolution) => kind switch
    {
        "BatchNorm" => new BatchNorm(channels),
        "LayerNorm" => isConvolution ? new GroupNorm(1, channels) : new LayerNorm([channels]),
        "InstanceNorm" => isConvolution ? new InstanceNorm(channels, new InstanceNormOptions { Affine = true }) : null,
        "GroupNorm" => new GroupNorm(channels == 6 ? 2 : 4, channels),
        _ => null,
    };
}
