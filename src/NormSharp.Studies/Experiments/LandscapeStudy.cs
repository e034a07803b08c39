using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S4: does batch normalization make the loss smoother? Measured as Santurkar et al. 2018 do, along the direction of the step.</summary>
internal sealed class LandscapeStudy : Study
{
    private const double Rate = 0.1;
    private const int Moments = 20;

    // Step sizes along the gradient as multiples of the training's own, and the place of the training's own among them.
    private static readonly double[] Multiples = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
    private const int OneStep = 1;

    public override string Name => "landscape";

    public override int Revision => 2;

    public override StudyText Text { get; } = new(
        new Phrase("The loss landscape", "损失曲面"),
        new Phrase("Is the loss smoother with batch normalization?", "有批量归一化时损失曲面是否更平滑？"),
        new Phrase("Batch normalization smooths the loss: along the step's direction the loss and its gradient change less.", "批量归一化使损失更平滑：沿着更新方向，损失及其梯度的变化更小。"),
        "S4; Santurkar et al. 2018, section 3.2 and figure 4",
        new Phrase(
            $"LeNet with ReLU, SGD at η = {Rate}, batches of 256, the same batches with and without batch normalization. At {Moments} steps, evenly over the training from the first to the last, the training stands still with weights w "
            + "and the gradient g of the step's batch. Loss and gradient of this same batch, batch normalization taking the batch's own statistics, are computed at w − t·g for t = 0.5η, 1η, 1.5η, … 4η; then weights, running statistics and gradient are put back bit for bit, and the step is made. "
            + "Reported at each of these steps: the smallest and the largest loss over the eight points, and their difference; the Euclidean change of the gradient ‖g(w − t·g) − g‖; and the effective β-smoothness, the largest of these changes over the distance t‖g‖ that was moved.",
            $"使用 ReLU 的 LeNet，SGD 学习率 η = {Rate}，批量 256；有无批量归一化两种情形使用相同的批次。从第一步到最后一步均匀取 {Moments} 步，训练在权重 w 处停下，此时该步批次的梯度为 g。"
            + "在 w − t·g（t = 0.5η、1η、1.5η、…、4η）处用同一批数据重新计算损失与梯度，批量归一化使用该批自身的统计量；随后逐位恢复权重、滑动统计量与梯度，再执行这一步更新。"
            + "每个这样的步报告：八个点上损失的最小值、最大值及二者之差；梯度的欧氏变化 ‖g(w − t·g) − g‖；以及有效 β 平滑度，即上述变化与移动距离 t‖g‖ 之比的最大值。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 2), new StudySize(15_000, 4), new StudySize(20_000, 5));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        (string Name, CellGroup Group)[] both = [(language.Say("batch normalization", "批量归一化"), with), (language.Say("none", "无"), without)];
        string Mean(CellGroup group, string metric) => Unit.Number.Value(group.Metric(metric).Mean);
        Judgement Less(string english, string chinese, string metric) => judge.Exceeds(language.Say(english, chinese), without.Metric(metric), with.Metric(metric), 0, Unit.Number);
        return new Conclusion
        {
            Summary = language.Say(
                $"Along half a step to four steps the loss spans {Mean(with, "loss_range")} with batch normalization and {Mean(without, "loss_range")} without, the gradient changes by up to {Mean(with, "gradient_change")} and {Mean(without, "gradient_change")}, and the effective β-smoothness is {Mean(with, "smoothness")} and {Mean(without, "smoothness")}, averaged over the training.",
                $"沿更新方向走半步到四步，损失的变化范围：有批量归一化 {Mean(with, "loss_range")}，没有 {Mean(without, "loss_range")}；梯度的最大变化分别为 {Mean(with, "gradient_change")} 与 {Mean(without, "gradient_change")}；有效 β 平滑度分别为 {Mean(with, "smoothness")} 与 {Mean(without, "smoothness")}（训练过程平均）。"),
            Judgements =
            [
                Less("The loss varies less along the step with batch normalization.", "有批量归一化时，损失沿更新方向的变化更小。", "loss_range"),
                Less("The gradient changes less along the step with batch normalization.", "有批量归一化时，梯度沿更新方向的变化更小。", "gradient_change"),
                Less("The effective β-smoothness is smaller with batch normalization, that is, the loss is smoother.", "有批量归一化时，有效 β 平滑度更小，即损失更平滑。", "smoothness"),
            ],
            Figures =
            [
                Along(
                    language.Say("Loss along the step", "损失沿更新方向的变化"), language.Say("cross-entropy (nats)", "交叉熵（奈特）"), "loss", language.Say("Lines: the loss at the step.", "线：该步的损失。"), both, language),
                Along(
                    language.Say("Change of the gradient along the step", "梯度沿更新方向的变化"), "‖g(w − t·g) − g‖", "change", language.Say("Lines: the change after one step of the training, t = η.", "线：走一步（t = η）之后的变化。"), both, language),
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Effective β-smoothness", "有效 β 平滑度"),
                        X = TrainingMoments.Steps(language),
                        Y = new Axis(language.Say("largest ‖g(w − t·g) − g‖ / t‖g‖", "‖g(w − t·g) − g‖ / t‖g‖ 的最大值")) { Scale = AxisScale.Logarithmic },
                        Series = [.. both.Select(item => new LineSeries(item.Name, item.Group.Points("smoothness_course", item.Group.Means("probe_step"))))],
                    },
                    new Pictures(language).SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Averages over the training, mean ± deviation over the seeds", "训练过程平均，各种子均值 ± 标准差"),
                    [
                        language.Say("batch normalization", "批量归一化"), language.Say("loss range", "损失范围"), language.Say("gradient change", "梯度变化"), language.Say("β-smoothness", "β 平滑度"),
                        language.Say("gradient norm", "梯度范数"), language.Say("last loss", "最后的损失"),
                    ],
                    [.. both.Select((item, i) => (IReadOnlyList<string>)
                    [
                        i == 0 ? language.Say("yes", "有") : language.Say("no", "无"),
                        .. ((string[])["loss_range", "gradient_change", "smoothness", "gradient_norm", "last_loss"]).Select(metric => Numbers.Spread(item.Group.Metric(metric), "0.000")),
                    ])]),
            ],
        };
    }

    /// <summary>A line with a band from the smallest to the largest value over the points of the walk.</summary>
    private static Figure Along(string title, string label, string quantity, string lines, (string Name, CellGroup Group)[] both, Language language)
    {
        LineSeries Series((string Name, CellGroup Group) item)
        {
            double[] Course(string end) => item.Group.Means($"{quantity}_{end}");
            (double[] low, double[] middle, double[] high) = (Course("low"), Course("line"), Course("high"));
            return new LineSeries(item.Name, [.. item.Group.Means("probe_step").Select((step, i) => new ChartPoint(step, middle[i], low[i], high[i]))]);
        }

        return new Figure(
            new LineChart { Title = title, X = TrainingMoments.Steps(language), Y = new Axis(label) { Scale = AxisScale.Logarithmic }, Series = [.. both.Select(Series)] },
            lines + language.Say(
                " Bands: from the smallest to the largest value from half a step to four steps along the negative gradient. Means over the seeds.",
                "色带：沿负梯度方向走半步到四步之间的最小值到最大值。均为各种子的均值。"));
    }

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => normalized);
        using var training = new ManualTraining(context, model, Rate, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        int[] moments = TrainingMoments.Evenly(steps, Moments);
        double[] lengths = [.. Multiples.Select(multiple => multiple * Rate)];
        var starts = new List<double>();
        var probes = new List<GradientProbe>();
        double loss = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            training.Load(step);
            loss = training.LossAndGradient();
            if (moments.Contains(step))
            {
                starts.Add(loss);
                probes.Add(GradientProbe.Walk(training, lengths));
            }

            training.Step();
        }

        return new CellResult()
            .With("loss_range", probes.Average(probe => probe.Losses.Max() - probe.Losses.Min()))
            .With("gradient_change", probes.Average(probe => probe.Changes.Max()))
            .With("smoothness", probes.Average(probe => probe.Smoothness))
            .With("gradient_norm", probes.Average(probe => probe.Norm))
            .With("last_loss", loss)
            .With("probe_step", moments.Select(step => step + 1.0))
            .With("loss_line", starts)
            .With("loss_low", probes.Select(probe => probe.Losses.Min()))
            .With("loss_high", probes.Select(probe => probe.Losses.Max()))
            .With("change_line", probes.Select(probe => probe.Changes[OneStep]))
            .With("change_low", probes.Select(probe => probe.Changes.Min()))
            .With("change_high", probes.Select(probe => probe.Changes.Max()))
            .With("smoothness_course", probes.Select(probe => probe.Smoothness));
    }
}
