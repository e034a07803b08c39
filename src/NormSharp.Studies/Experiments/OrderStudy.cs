using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S3: batch normalization before or after the activation?</summary>
internal sealed class OrderStudy : Study
{
    private static readonly (string Name, ActivationKind Kind)[] Activations =
        [("sigmoid", ActivationKind.Sigmoid), ("tanh", ActivationKind.Tanh), ("relu", ActivationKind.Relu)];

    public override string Name => "order";

    public override StudyText Text { get; } = new(
        new Phrase("Before or after the activation", "激活之前还是之后"),
        new Phrase("Does batch normalization belong before or after the activation?", "批量归一化应该放在激活函数之前还是之后？"),
        new Phrase(
            "The paper puts it in front of the activation; others put it behind, and the source text leaves the choice open.",
            "论文将其放在激活之前；也有人放在之后，原文没有定论。"),
        "S3; Ioffe & Szegedy 2015, section 3.2",
        new Phrase(
            "LeNet with batch normalization in front of each hidden layer's activation, behind it, or nowhere, for sigmoid, tanh and ReLU; SGD at 0.3, batches of 256.",
            "LeNet 在每个隐藏层的激活之前、之后或不加批量归一化，激活分别为 sigmoid、tanh 与 ReLU；SGD 学习率 0.3，批量 256。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from activation in Activations
        from order in (string[])["before", "after", "none"]
        select new StudyCell(
            [new Coordinate("activation", activation.Name), new Coordinate("bn", order)],
            context => context.Train(Networks.LeNet(
                context.ModelOptions with { Activation = activation.Kind },
                (_, channels) => order == "none" ? null : new BatchNorm(channels),
                isBehindActivation: order == "after"), options => options with { RecalibrateEachEpoch = false }).ToResult());

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        Sample Accuracy(string activation, string order) => results.At(("activation", activation), ("bn", order)).Metric("test_accuracy_recalibrated");
        string[] better = [.. Activations.Select(activation => Accuracy(activation.Name, "after").Mean > Accuracy(activation.Name, "before").Mean ? language.Say("after", "之后") : language.Say("before", "之前"))];
        return new Conclusion
        {
            Summary = language.Say(
                $"Higher mean accuracy: {string.Join(", ", Activations.Select((activation, i) => $"{activation.Name} {better[i]}"))}; whether that is more than chance, the verdicts say.",
                $"平均准确率较高者：{string.Join("，", Activations.Select((activation, i) => $"{activation.Name} {better[i]}"))}；是否超出偶然，见各条结论。"),
            Judgements =
            [
                .. Activations.Select(activation => judge.Exceeds(
                    language.Say($"With {activation.Name}, batch normalization before the activation is better than after.", $"使用 {activation.Name} 时，批量归一化放在激活之前优于之后。"),
                    Accuracy(activation.Name, "before"), Accuracy(activation.Name, "after"), 0, Unit.Percent)),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = language.Say("Test accuracy with recalibrated statistics", "测试准确率（重新校准的统计量）"),
                        CategoryLabel = language.Say("activation", "激活函数"),
                        Y = pictures.Accuracy,
                        Series = [language.Say("before the activation", "激活之前"), language.Say("after the activation", "激活之后"), language.Say("no batch normalization", "无批量归一化")],
                        Groups = [.. Activations.Select(activation => new BarGroup(
                            activation.Name,
                            [.. ((string[])["before", "after", "none"]).Select(order => results.At(("activation", activation.Name), ("bn", order)).Bar("test_accuracy_recalibrated"))]))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(
                    language.Say("activation, order", "激活，次序"),
                    [.. Activations.SelectMany(activation => ((string[])["before", "after", "none"]).Select(order => (language.Term(activation.Name, order), results.At(("activation", activation.Name), ("bn", order)))))]),
            ],
        };
    }
}
