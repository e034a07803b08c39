using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Verdicts;
using NormSharp.Training;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.9: with ReLU and Adam, do the linear layers need batch normalization?</summary>
internal sealed class OptimizerStudy : Study
{
    public override string Name => "optimizer";

    public override StudyText Text { get; } = new(
        new Phrase("ReLU and Adam", "ReLU 与 Adam"),
        new Phrase("With ReLU and Adam, does batch normalization behind the linear layers still help?", "使用 ReLU 与 Adam 时，全连接层之后的批量归一化还有用吗？"),
        new Phrase(
            "ReLU, average pooling, Adam(0.001), batches of 64, 10 epochs: 91.2 % with batch normalization everywhere, 91.1 % without that of the fully connected layers.",
            "ReLU、平均池化、Adam(0.001)、批量 64、10 轮：全部使用批量归一化 91.2 %，去掉全连接层的批量归一化 91.1 %。"),
        "S1.9",
        new Phrase(
            "LeNet with padding 2, ReLU and average pooling, Adam at 0.001, batches of 64, with batch normalization behind all four hidden layers, the two convolutions only, and none.",
            "填充为 2、ReLU、平均池化的 LeNet，Adam 学习率 0.001，批量 64；批量归一化加在全部四个隐藏层之后、仅两个卷积层之后、或都不加。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from variant in ((string Name, BatchNormPlacement Placement)[])[("everywhere", BatchNormPlacement.All), ("convolutions", BatchNormPlacement.First2), ("none", BatchNormPlacement.None)]
        select new StudyCell("bn", variant.Name, context => context.Train(
            context.Model("lenet", options => options with { BatchNorm = variant.Placement, Activation = ActivationKind.Relu, Padding = 2 }),
            options => options with { BatchSize = 64, LearningRate = 0.001, Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam } }).ToResult());

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "bn");
        CellGroup everywhere = results.At(("bn", "everywhere"));
        CellGroup convolutions = results.At(("bn", "convolutions"));
        CellGroup none = results.At(("bn", "none"));
        return new Conclusion
        {
            Summary = language.Say(
                $"Everywhere {Unit.Percent.Value(everywhere.Metric("test_accuracy_recalibrated").Mean)}, convolutions only {Unit.Percent.Value(convolutions.Metric("test_accuracy_recalibrated").Mean)}, none {Unit.Percent.Value(none.Metric("test_accuracy_recalibrated").Mean)}; the text has 91.2 % and 91.1 % for the first two.",
                $"全部 {Unit.Percent.Value(everywhere.Metric("test_accuracy_recalibrated").Mean)}，仅卷积层 {Unit.Percent.Value(convolutions.Metric("test_accuracy_recalibrated").Mean)}，都不加 {Unit.Percent.Value(none.Metric("test_accuracy_recalibrated").Mean)}；原文前两者为 91.2 % 与 91.1 %。"),
            Judgements =
            [
                judge.Equals(
                    language.Say("Leaving out the batch normalization of the linear layers changes the test accuracy by less than one point.", "去掉全连接层的批量归一化，测试准确率的变化小于一个百分点。"),
                    everywhere.Metric("test_accuracy_recalibrated"), convolutions.Metric("test_accuracy_recalibrated"), 0.01, Unit.Percent),
                judge.Exceeds(
                    language.Say("Batch normalization still helps with ReLU and Adam.", "使用 ReLU 与 Adam 时批量归一化仍然有用。"),
                    everywhere.Metric("test_accuracy_recalibrated"), none.Metric("test_accuracy_recalibrated"), 0, Unit.Percent),
            ],
            Figures =
            [
                pictures.Courses(language.Say("Test accuracy after each epoch, recalibrated statistics", "每轮之后的测试准确率（重新校准）"), "recalibrated_by_epoch", pictures.Accuracy with { Minimum = null, Maximum = null }, groups),
                pictures.Bars(language.Say("Test accuracy at the end", "训练结束时的测试准确率"), language.Say("batch normalization behind", "批量归一化的位置"), groups),
            ],
            Tables = [pictures.AccuracyTable(language.Say("batch normalization", "批量归一化"), groups)],
        };
    }
}
