using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.6: why do γ and β start at 1 and 0?</summary>
internal sealed class GammaBetaStudy : Study
{
    private static readonly string[] Variants = ["1 and 0", "random", "0 in branches", "none"];

    public override string Name => "gamma-beta";

    public override int SmallestImage => 8;

    public override StudyText Text { get; } = new(
        new Phrase("Where γ and β start", "γ 与 β 的初值"),
        new Phrase("Why are γ and β initialised to 1 and 0?", "为什么 γ 与 β 初始化为 1 与 0？"),
        new Phrase(
            "They start at 1 and 0 so that the layer begins as plain normalization; the network then learns what scale and shift it wants.",
            "从 1 与 0 开始，使该层一开始就是单纯的归一化；之后网络自行学习所需的缩放与平移。"),
        "S1.6; Goyal et al. 2017, section 5.1 (γ = 0 in residual branches)",
        new Phrase(
            "A residual network of four blocks (16 and 32 filters, ReLU), SGD at 0.1, batches of 128. γ and β start at 1 and 0; at random (normal around 1 and 0 with deviation 0.5); with γ = 0 in the last normalization of each residual branch, so that every block begins as the identity; or there are none.",
            "四个残差块（16 与 32 个滤波器，ReLU）的网络，SGD 学习率 0.1，批量 128。γ 与 β 的初值：1 与 0；随机（以 1 与 0 为中心、标准差 0.5 的正态分布）；每个残差分支最后一个归一化层取 γ = 0，使每个块一开始为恒等映射；或没有 γ 与 β。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(3_000, 3), new StudySize(6_000, 4), new StudySize(12_000, 5)) with { TestImages = 4_000 };

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Variants.Select(variant => new StudyCell(
        "start", variant, context => context.Train(Model(context.ModelOptions, variant), options => options with { LearningRate = 0.1, BatchSize = 128 }).ToResult()));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "start");
        Sample Accuracy(string variant) => results.At(("start", variant)).Metric("test_accuracy_recalibrated");
        Sample First(string variant) => results.At(("start", variant)).Series("recalibrated_by_epoch")[0];
        return new Conclusion
        {
            Summary = language.Say(
                $"Test accuracy at the end by the start of γ and β: {string.Join(", ", Variants.Select(variant => $"{variant} {Unit.Percent.Value(Accuracy(variant).Mean)}"))}.",
                $"训练结束时各初值的测试准确率：{string.Join("，", Variants.Select(variant => $"{language.Term(variant)} {Unit.Percent.Value(Accuracy(variant).Mean)}"))}。"),
            Judgements =
            [
                judge.Exceeds(language.Say("After the first epoch 1 and 0 are better than random starts.", "第一轮之后，1 与 0 优于随机初值。"), First("1 and 0"), First("random"), 0, Unit.Percent),
                judge.Exceeds(language.Say("γ = 0 in residual branches is better than 1 at the end.", "残差分支取 γ = 0 在训练结束时优于取 1。"), Accuracy("0 in branches"), Accuracy("1 and 0"), 0, Unit.Percent),
                judge.Equals(language.Say("Without γ and β the network is as good, within one point.", "没有 γ 与 β 时网络同样好（一个百分点之内）。"), Accuracy("none"), Accuracy("1 and 0"), 0.01, Unit.Percent),
            ],
            Figures =
            [
                pictures.Courses(language.Say("Test accuracy after each epoch, recalibrated statistics", "每轮之后的测试准确率（重新校准）"), "recalibrated_by_epoch", pictures.Accuracy, groups),
                pictures.Courses(
                    language.Say("Training loss", "训练损失"), "train_loss_by_epoch", new Axis(language.Say("cross-entropy", "交叉熵")) { Scale = AxisScale.Logarithmic }, groups),
            ],
            Tables = [pictures.AccuracyTable(language.Say("γ and β start at", "γ 与 β 的初值"), groups)],
        };
    }

    private static Sequential Model(ModelOptions options, string variant)
    {
        Sequential model = Networks.ResidualNetwork(options, new BatchNormOptions { Affine = variant != "none" });
        (string Name, BatchNorm Layer)[] norms = [.. model.NamedModules().Where(entry => entry.Module is BatchNorm).Select(entry => (entry.Name, (BatchNorm)entry.Module))];
        var random = new Philox(options.Seed, 0x6762);
        foreach ((string name, BatchNorm layer) in norms)
        {
            if (variant == "0 in branches" && name.EndsWith("bn2", StringComparison.Ordinal))
            {
                layer.Gamma!.AsSpan().Clear();
            }
            else if (variant == "random")
            {
                Fill(layer.Gamma!.AsSpan(), 1, ref random);
                Fill(layer.Beta!.AsSpan(), 0, ref random);
            }
        }

        return model;
    }

    private static void Fill(Span<float> values, float mean, ref Philox random)
    {
        foreach (ref float value in values)
        {
            value = mean + (0.5f * (float)random.NextNormal());
        }
    }
}
