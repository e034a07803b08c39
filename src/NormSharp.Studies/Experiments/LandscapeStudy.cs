using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S4: does batch normalization make the loss smoother? Measured as Santurkar et al. 2018 do, along the direction of the step.</summary>
internal sealed class LandscapeStudy : Study
{
    private const double Rate = 0.1;

    // Step sizes along the gradient as multiples of the training's own, as in the paper's figure 4.
    private static readonly double[] Lengths = [0.5, 1, 2, 4];

    public override string Name => "landscape";

    public override StudyText Text { get; } = new(
        new Phrase("The loss landscape", "损失曲面"),
        new Phrase("Is the loss smoother with batch normalization?", "有批量归一化时损失曲面是否更平滑？"),
        new Phrase("Batch normalization smooths the loss: along the step's direction the loss and its gradient change less.", "批量归一化使损失更平滑：沿着更新方向，损失及其梯度的变化更小。"),
        "S4; Santurkar et al. 2018, section 3.2",
        new Phrase(
            "LeNet with ReLU, SGD at 0.1, batches of 256. At twenty steps of the training the loss and the gradient of the same batch are taken again at 0.5, 1, 2 and 4 steps along the negative gradient. "
            + "Reported are the range of the loss over these points and the largest change of the gradient, divided by the gradient's norm at the start.",
            "使用 ReLU 的 LeNet，SGD 学习率 0.1，批量 256。在训练的二十个时刻，沿负梯度方向走 0.5、1、2、4 个步长，在同一批数据上重新计算损失与梯度。"
            + "报告这些点上损失的变化范围，以及梯度变化的最大值与起点梯度范数之比。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 2), new StudySize(15_000, 4), new StudySize(20_000, 5));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        (string Name, CellGroup Group)[] rows = [(language.Say("yes", "有"), with), (language.Say("no", "无"), without)];
        return new Conclusion
        {
            Summary = language.Say(
                $"Within four steps along its negative the gradient changes by up to {Unit.Number.Value(with.Metric("gradient_change").Mean)} of its norm with batch normalization and by {Unit.Number.Value(without.Metric("gradient_change").Mean)} without, averaged over the training.",
                $"沿负梯度方向走四步以内，梯度相对其范数的最大变化：有批量归一化 {Unit.Number.Value(with.Metric("gradient_change").Mean)}，没有 {Unit.Number.Value(without.Metric("gradient_change").Mean)}（训练过程平均）。"),
            Judgements =
            [
                judge.Exceeds(language.Say("The gradient changes less along the step with batch normalization.", "有批量归一化时，梯度沿更新方向的变化更小。"), without.Metric("gradient_change"), with.Metric("gradient_change"), 0, Unit.Number),
                judge.Exceeds(language.Say("The loss varies less along the step with batch normalization.", "有批量归一化时，损失沿更新方向的变化更小。"), without.Metric("loss_range"), with.Metric("loss_range"), 0, Unit.Number),
            ],
            Figures =
            [
                Course(language.Say("Change of the gradient along the step", "梯度沿更新方向的变化"), language.Say("‖g(w − t·g(w)) − g(w)‖ / ‖g(w)‖, largest", "‖g(w − t·g(w)) − g(w)‖ / ‖g(w)‖ 的最大值"), "gradient_change_course", with, without, language),
                Course(language.Say("Range of the loss along the step", "损失沿更新方向的变化范围"), language.Say("largest − smallest cross-entropy", "最大 − 最小交叉熵"), "loss_range_course", with, without, language),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Averages over the training, mean ± deviation over the seeds", "训练过程平均，各种子均值 ± 标准差"),
                    [language.Say("batch normalization", "批量归一化"), language.Say("gradient change", "梯度变化"), language.Say("loss range", "损失范围"), language.Say("last loss", "最后的损失")],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Name,
                        .. ((string[])["gradient_change", "loss_range", "last_loss"]).Select(metric => Numbers.Spread(row.Group.Metric(metric), "0.0000")),
                    ])]),
            ],
        };
    }

    private static Figure Course(string title, string label, string series, CellGroup with, CellGroup without, Language language) => new(
        new LineChart
        {
            Title = title,
            X = new Axis(language.Say("share of the training (%)", "训练进度 (%)")),
            Y = new Axis(label) { Scale = AxisScale.Logarithmic },
            Series =
            [
                new LineSeries(language.Say("batch normalization", "批量归一化"), with.Points(series, Percentages)),
                new LineSeries(language.Say("none", "无"), without.Points(series, Percentages)),
            ],
        },
        new Pictures(language).SpreadCaption);

    private static double[] Percentages => [.. Enumerable.Range(0, 20).Select(i => 5.0 * i)];

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = Kernels.Elementwise.ActivationKind.Relu }, _ => normalized);
        using var training = new ManualTraining(context, model, Rate, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        int every = Math.Max(1, steps / 20);
        var changes = new List<double>();
        var ranges = new List<double>();
        double loss = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            training.Load(step);
            loss = training.LossAndGradient();
            if (step % every == 0 && changes.Count < 20)
            {
                (double change, double range) = Probe(training, loss);
                changes.Add(change);
                ranges.Add(range);
                training.LossAndGradient();
            }

            training.Step();
        }

        return new CellResult()
            .With("gradient_change", changes.Average())
            .With("loss_range", ranges.Average())
            .With("last_loss", loss)
            .With("gradient_change_course", changes)
            .With("loss_range_course", ranges);
    }

    /// <summary>Walks along the negative gradient and back; the weights are as before afterwards.</summary>
    private static (double GradientChange, double LossRange) Probe(ManualTraining training, double loss)
    {
        (Parameter Parameter, float[] Start, float[] Gradient)[] all =
            [.. training.Parameters.Select(entry => (entry.Parameter, entry.Parameter.ToArray(), entry.Parameter.Gradient!.ToArray()))];
        double norm = Math.Sqrt(all.Sum(item => item.Gradient.Sum(value => (double)value * value)));
        (double low, double high, double largest) = (loss, loss, 0);
        foreach (double length in Lengths)
        {
            foreach ((Parameter parameter, float[] start, float[] gradient) in all)
            {
                Span<float> values = parameter.AsSpan();
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = start[i] - (float)(length * Rate * gradient[i]);
                }
            }

            double there = training.LossAndGradient();
            (low, high) = (Math.Min(low, there), Math.Max(high, there));
            double change = Math.Sqrt(all.Sum(item => Distance(item.Parameter.Gradient!.AsSpan(), item.Gradient)));
            largest = Math.Max(largest, change / norm);
        }

        foreach ((Parameter parameter, float[] start, _) in all)
        {
            start.CopyTo(parameter.AsSpan());
        }

        return (largest, high - low);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        return sum;
    }
}
