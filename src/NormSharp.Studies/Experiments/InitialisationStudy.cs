using System.Globalization;
using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S4: is a network with batch normalization less sensitive to the scale of its first weights?</summary>
internal sealed class InitialisationStudy : Study
{
    private static readonly double[] Scales = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    public override string Name => "initialisation";

    public override StudyText Text { get; } = new(
        new Phrase("Sensitivity to initialisation", "对初始化的敏感性"),
        new Phrase("Is a network with batch normalization less sensitive to the scale of its initial weights?", "带批量归一化的网络对初始权重的尺度是否更不敏感？"),
        new Phrase("Batch normalization makes training less sensitive to initialisation.", "批量归一化使训练对初始化不那么敏感。"),
        "S4; Ioffe & Szegedy 2015, section 1",
        new Phrase(
            "LeNet with ReLU, Xavier's weights of all layers but the last multiplied by 0.01 to 10, with and without batch normalization; SGD at 0.1, batches of 256. BN(a·Wx) = BN(Wx), so the scale can act only through ε and through the effective step size.",
            "使用 ReLU 的 LeNet，除最后一层外各层的 Xavier 权重乘以 0.01 到 10，分别带与不带批量归一化；SGD 学习率 0.1，批量 256。由于 BN(a·Wx) = BN(Wx)，尺度只能通过 ε 与有效步长起作用。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from bn in (string[])["all", "none"]
        from scale in Scales
        select new StudyCell(
            [new Coordinate("bn", bn), new Coordinate("scale", CellContext.Text(scale))],
            context => Run(context, bn == "all", scale));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        IReadOnlyList<string> scales = results.Axis("scale");
        CellGroup At(string bn, string scale) => results.At(("bn", bn), ("scale", scale));
        Sample Range(string bn)
        {
            Sample[] all = [.. scales.Select(scale => At(bn, scale).Metric("test_accuracy_recalibrated"))];
            return new Sample([.. Enumerable.Range(0, all[0].Values.Count).Select(i => all.Max(sample => sample.Values[i]) - all.Min(sample => sample.Values[i]))]);
        }

        (Sample with, Sample without) = (Range("all"), Range("none"));
        return new Conclusion
        {
            Summary = language.Say(
                $"Over three powers of ten of the scale, test accuracy varies by {Unit.Points.Value(with.Mean)} with batch normalization and by {Unit.Points.Value(without.Mean)} without.",
                $"尺度跨越三个数量级时，测试准确率的变化幅度：有批量归一化 {Unit.Points.In(language).Value(with.Mean)}，没有 {Unit.Points.In(language).Value(without.Mean)}。"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("The accuracy varies less with the scale of the weights when there is batch normalization.", "有批量归一化时，准确率随权重尺度的变化更小。"),
                    without, with, 0, Unit.Points),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Test accuracy by the scale of the initial weights", "测试准确率与初始权重的尺度"),
                        X = new Axis(language.Say("factor on Xavier's weights", "Xavier 权重的倍数")) { Scale = AxisScale.Logarithmic },
                        Y = pictures.Accuracy,
                        Series = [.. new (string Key, string Name)[] { ("all", language.Say("batch normalization", "批量归一化")), ("none", language.Say("none", "无")) }
                            .Select(item => new LineSeries(item.Name, [.. scales.Select(scale => CellGroup.Point(
                                double.Parse(scale, CultureInfo.InvariantCulture), At(item.Key, scale).Metric("test_accuracy_recalibrated")))]))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(
                    language.Say("batch normalization, scale", "批量归一化，尺度"),
                    [.. ((string[])["all", "none"]).SelectMany(bn => scales.Select(scale => (language.Term(bn, scale), At(bn, scale))))]),
            ],
        };
    }

    private static CellResult Run(CellContext context, bool normalized, double scale)
    {
        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => normalized);
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            if (name.EndsWith(".weight", StringComparison.Ordinal) && parameter.Rank > 1 && !name.StartsWith("fc3", StringComparison.Ordinal))
            {
                foreach (ref float value in parameter.AsSpan())
                {
                    value *= (float)scale;
                }
            }
        }

        return context.Train(model, options => options with { LearningRate = 0.1, RecalibrateEachEpoch = false }).ToResult();
    }
}
