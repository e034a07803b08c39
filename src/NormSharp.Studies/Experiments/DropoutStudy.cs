using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.3 and S5: can batch normalization replace dropout, and does dropout disturb it?</summary>
internal sealed class DropoutStudy : Study
{
    private const double Probability = 0.5;
    private static readonly string[] Variants = ["none", "dropout", "bn", "bn, dropout at the end", "dropout before bn", "dropout after bn"];

    public override string Name => "dropout";

    public override StudyText Text { get; } = new(
        new Phrase("Batch normalization and dropout", "批量归一化与 dropout"),
        new Phrase("Can batch normalization replace dropout, and what happens when dropout stands in front of it?", "批量归一化能否取代 dropout？dropout 放在它前面会怎样？"),
        new Phrase(
            "Replacing batch normalization by dropout(0.5) behind the second convolution gives 60.6 % (learning rate 0.3). Batch normalization regularises, so dropout is not needed beside it.",
            "用第二个卷积层之后的 dropout(0.5) 取代批量归一化得到 60.6 %（学习率 0.3）。批量归一化有正则化作用，因此不再需要 dropout。"),
        "S1.3, S5; Ioffe & Szegedy 2015, section 3.4; Li et al. 2019 (variance shift)",
        new Phrase(
            "LeNet, SGD at 0.3, batches of 256: without anything, with dropout(0.5) behind the second convolution, with batch normalization everywhere, with both (dropout in front of the last layer), and with dropout in front of or behind the third normalization. "
            + "The variance shift is the variance of that normalization's input in training over the variance in evaluation, for the same images and weights.",
            "LeNet，SGD 学习率 0.3，批量 256：什么都不加；第二个卷积层之后加 dropout(0.5)；处处加批量归一化；两者都加（dropout 在最后一层之前）；以及 dropout 放在第三个归一化层之前或之后。"
            + "方差偏移为：同样的图像与权重下，该归一化层的输入在训练模式与评估模式的方差之比。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Variants.Select(variant => new StudyCell("variant", variant, context => Run(context, variant)));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "variant");
        Sample Metric(string variant, string metric) => results.At(("variant", variant)).Metric(metric);
        Sample shift = Metric("dropout before bn", "variance_shift");
        return new Conclusion
        {
            Summary = language.Say(
                $"Dropout instead of batch normalization: {Unit.Percent.Value(Metric("dropout", "test_accuracy").Mean)} (the text: 60.6 %) against {Unit.Percent.Value(Metric("bn", "test_accuracy_recalibrated").Mean)} with it. Dropout in front of a normalization makes the variance it sees in training {Unit.Number.Value(shift.Mean)} times that in evaluation.",
                $"用 dropout 取代批量归一化：{Unit.Percent.Value(Metric("dropout", "test_accuracy").Mean)}（原文 60.6 %），批量归一化为 {Unit.Percent.Value(Metric("bn", "test_accuracy_recalibrated").Mean)}。dropout 放在归一化层之前，训练时它看到的方差是评估时的 {Unit.Number.Value(shift.Mean)} 倍。"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("Batch normalization is better than dropout in its place.", "批量归一化优于取而代之的 dropout。"),
                    Metric("bn", "test_accuracy_recalibrated"), Metric("dropout", "test_accuracy_recalibrated"), 0, Unit.Percent),
                judge.Exceeds(
                    language.Say("Dropout beside batch normalization costs accuracy here.", "在批量归一化之外再加 dropout，这里会降低准确率。"),
                    Metric("bn", "test_accuracy_recalibrated"), Metric("bn, dropout at the end", "test_accuracy_recalibrated"), 0, Unit.Percent),
                judge.Exceeds(
                    language.Say("Dropout in front of a batch normalization makes the variance it sees in training more than 5 % larger than in evaluation.", "dropout 放在批量归一化之前，训练时它看到的方差比评估时大 5 % 以上。"),
                    shift, shift.Map(_ => 1), 0.05, Unit.Number),
                judge.Equals(
                    language.Say("Dropout behind it leaves the two variances the same, within 5 %.", "dropout 放在其后，两种模式的方差相同（5 % 以内）。"),
                    Metric("dropout after bn", "variance_shift"), shift.Map(_ => 1), 0.05, Unit.Number),
            ],
            Figures =
            [
                pictures.Bars(language.Say("Test accuracy at the end", "训练结束时的测试准确率"), language.Say("variant", "方案"), groups),
                new Figure(
                    new BarChart
                    {
                        Title = language.Say("Variance of the third normalization's input: training over evaluation", "第三个归一化层输入的方差：训练 / 评估"),
                        CategoryLabel = language.Say("variant", "方案"),
                        Y = new Axis(language.Say("ratio of variances", "方差之比")),
                        Series = [language.Say("ratio", "比值")],
                        Groups = [.. groups.Where(item => item.Group.Metric("variance_shift").Values.All(double.IsFinite)).Select(item => new BarGroup(item.Name, [item.Group.Bar("variance_shift")]))],
                        References = [new ReferenceLine(1, language.Say("no shift", "无偏移"))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(language.Say("variant", "方案"), groups),
                new ReportTable(
                    language.Say("Variance shift", "方差偏移"),
                    [language.Say("variant", "方案"), language.Say("training / evaluation", "训练 / 评估")],
                    [.. groups.Where(item => item.Group.Metric("variance_shift").Values.All(double.IsFinite)).Select(item => (IReadOnlyList<string>)[item.Name, Numbers.Spread(item.Group.Metric("variance_shift"), "0.000")])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string variant)
    {
        Sequential model = Model(context.ModelOptions, variant);
        CellResult result = context.Train(model, options => options with { RecalibrateEachEpoch = false }).ToResult();
        BatchNorm? watched = model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>().FirstOrDefault(layer => layer.Path == "norm3");
        return result.With("variance_shift", watched is null ? double.NaN : InputVariance.Of(context, model, watched, training: true) / InputVariance.Of(context, model, watched, training: false));
    }

    private static Sequential Model(ModelOptions options, string variant)
    {
        bool normalized = variant is not ("none" or "dropout");
        Sequential basis = Networks.LeNet(options, _ => normalized);
        var layers = new List<(string Name, Module Layer)>();
        foreach ((string name, Module layer) in basis.Children)
        {
            AddIf(layers, name == "norm3" && variant == "dropout before bn");
            layers.Add((name, layer));
            AddIf(layers, (name == "act2" && variant == "dropout") || (name == "norm3" && variant == "dropout after bn") || (name == "act4" && variant == "bn, dropout at the end"));
        }

        return new Sequential(layers.ToArray());
    }

    private static void AddIf(List<(string Name, Module Layer)> layers, bool wanted)
    {
        if (wanted)
        {
            layers.Add(("dropout", new Dropout(Probability)));
        }
    }
}
