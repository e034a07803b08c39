using System.Globalization;
using NormSharp.Charts;
using NormSharp.Kernels.Elementwise;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.6, S1.7, S3: what is momentum, and why do the running statistics start at 0 and 1?</summary>
internal sealed class RunningAverageStudy : Study
{
    private const int FirstSteps = 120;
    private const string Cumulative = "cumulative";
    private const string FirstBatch = "0.1 from first batch";

    // 0.9 is what 0.1 becomes when it is taken for the weight of the old value: the bug of S3.
    private static readonly string[] Weights = ["0.001", "0.01", "0.1", "0.5", "0.9", "1", Cumulative, FirstBatch];

    public override string Name => "running-average";

    public override StudyText Text { get; } = new(
        new Phrase("The running average", "滑动平均"),
        new Phrase("What does the weight of the running statistics do, and why do they start at 0 and 1?", "滑动统计量的权重起什么作用？为什么从 0 与 1 开始？"),
        new Phrase(
            "Momentum 0.9 weights the old value. Why 0.9, should it depend on the batch size, and why not start at the first batch's values? One text passes 0.1 and uses it as the weight of the old value.",
            "动量 0.9 是旧值的权重。为什么是 0.9？应否随批量大小变化？为什么不从第一批的值开始？有一篇文本传入 0.1 却把它当作旧值的权重。"),
        "S1.6, S1.7, S3",
        new Phrase(
            "ReLU LeNet with batch normalization everywhere, SGD at 0.1, batches of 256; the weight of the new statistic from 0.001 to 1, the cumulative average, and 0.1 starting at the first batch's statistics. A weight of 0.9 is the bug of the source text (0.1 taken for the weight of the old value). "
            + $"And with weights that stand still: how far the running variance of the first layer is from the true one in the first {FirstSteps} steps.",
            "每个隐藏层都带批量归一化的 ReLU LeNet，SGD 学习率 0.1，批量 256；新统计量的权重从 0.001 到 1、累积平均，以及以第一批的统计量为起点的 0.1。权重 0.9 即原文的错误（把 0.1 当作旧值的权重）。"
            + $"另外在参数不变时，测量前 {FirstSteps} 步内第一层滑动方差与真实方差的偏差。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Weights.Select(weight => new StudyCell("weight", weight, context => Run(context, weight)));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "weight");
        Sample Running(string weight) => results.At(("weight", weight)).Metric("test_accuracy");
        Sample Start(string weight) => results.At(("weight", weight)).Series("variance_error")[4];
        Sample Noise(string weight) => results.At(("weight", weight)).Metric("late_error");
        return new Conclusion
        {
            Summary = language.Say(
                $"By running statistics: 0.1 {Unit.Percent.Value(Running("0.1").Mean)}, 0.9 (the bug) {Unit.Percent.Value(Running("0.9").Mean)}, 0.001 {Unit.Percent.Value(Running("0.001").Mean)}, cumulative {Unit.Percent.Value(Running(Cumulative).Mean)}.",
                $"用滑动统计量：0.1 为 {Unit.Percent.Value(Running("0.1").Mean)}，0.9（即该错误）为 {Unit.Percent.Value(Running("0.9").Mean)}，0.001 为 {Unit.Percent.Value(Running("0.001").Mean)}，累积平均为 {Unit.Percent.Value(Running(Cumulative).Mean)}。"),
            Judgements =
            [
                judge.Exceeds(language.Say("A weight as small as 0.001 leaves the statistics behind the weights and costs more than 2 points.", "权重小到 0.001 时统计量落后于参数，损失超过 2 个百分点。"), Running("0.1"), Running("0.001"), 0.02, Unit.Percent),
                judge.Exceeds(language.Say("The swapped convention (0.9 in place of 0.1) leaves more noise in the running variance: its error is larger over the last 20 steps.", "约定弄反（用 0.9 代替 0.1）使滑动方差的噪声更大：最后 20 步的误差更大。"), Noise("0.9"), Noise("0.1"), 0, Unit.Percent),
                judge.Exceeds(language.Say("Started at 0 and 1 the running variance is further from the truth after five steps than started at the first batch.", "从 0 与 1 开始，五步之后的滑动方差比从第一批开始时离真值更远。"), Start("0.1"), Start(FirstBatch), 0, Unit.Percent),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Error of the running variance while the weights stand still", "参数不变时滑动方差的误差"),
                        X = new Axis(language.Say("step", "步")) { IsWhole = true },
                        Y = new Axis(language.Say("|running − true| / true (%)", "|滑动 − 真实| / 真实 (%)")) { Factor = 100, Scale = AxisScale.Logarithmic },
                        Series = [.. ((string[])["0.01", "0.1", "0.9", Cumulative, FirstBatch]).Select(weight => new LineSeries(language.Term(weight), results.At(("weight", weight)).Points("variance_error")))],
                    },
                    pictures.SpreadCaption),
                pictures.Bars(language.Say("Test accuracy by the weight of the new statistic", "测试准确率与新统计量的权重"), language.Say("weight of the new statistic", "新统计量的权重"), groups),
                pictures.Courses(
                    language.Say("Test accuracy after each epoch, running statistics", "每轮之后的测试准确率（滑动统计量）"), "test_accuracy_by_epoch", pictures.Accuracy, [.. ((string[])["0.001", "0.01", "0.1", "0.9", Cumulative]).Select(weight => (language.Term(weight), results.At(("weight", weight))))]),
            ],
            Tables =
            [
                pictures.AccuracyTable(language.Say("weight", "权重"), groups),
                new ReportTable(
                    language.Say("Error of the running variance in %, weights standing still", "参数不变时滑动方差的误差（%）"),
                    [language.Say("weight", "权重"), language.Say("step 1", "第 1 步"), language.Say("step 5", "第 5 步"), language.Say("mean of the last 20", "最后 20 步平均")],
                    [.. groups.Select(item => (IReadOnlyList<string>)[item.Name, Numbers.Percent(item.Group.Series("variance_error")[0]), Numbers.Percent(item.Group.Series("variance_error")[4]), Numbers.Percent(item.Group.Metric("late_error"))])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string weight)
    {
        double[] errors = StandingStill(context, weight);
        Sequential model = Model(context, weight);
        if (weight == FirstBatch)
        {
            StartAtFirstBatch(context, model);
        }

        return context.Train(model, options => options with { LearningRate = 0.1, RecalibrateEachEpoch = false }).ToResult()
            .With("variance_error", errors)
            .With("late_error", errors[^20..].Average());
    }

    private static Sequential Model(CellContext context, string weight)
    {
        var options = new BatchNormOptions
        {
            NewStatisticWeight = weight switch
            {
                Cumulative => null,
                FirstBatch => 0.1,
                _ => double.Parse(weight, CultureInfo.InvariantCulture),
            },
        };
        return Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, (_, channels) => new BatchNorm(channels, options));
    }

    /// <summary>The relative error of the first layer's running variance after each of the first steps, averaged over its channels.</summary>
    private static double[] StandingStill(CellContext context, string weight)
    {
        Sequential model = Model(context, weight);
        BatchNorm layer = First(model);
        float[] truth = Truth(context, model, layer);
        layer.ResetRunningStatistics();
        if (weight == FirstBatch)
        {
            StartAtFirstBatch(context, model);
        }

        using var training = new ManualTraining(context, model, learningRate: 0, batchSize: 256);
        double[] errors = new double[FirstSteps];
        for (int step = 0; step < FirstSteps; step++)
        {
            training.Load(step);
            training.Loss();
            float[] running = layer.RunningVariance!.ToArray();
            errors[step] = running.Zip(truth, (value, actual) => Math.Abs(value - actual) / actual).Average();
        }

        return errors;
    }

    private static float[] Truth(CellContext context, Sequential model, BatchNorm layer)
    {
        using var training = new ManualTraining(context, model, learningRate: 0, batchSize: 256);
        layer.BeginRecalibration();
        for (int step = 0; step < training.StepsPerEpoch; step++)
        {
            training.Load(step);
            training.Loss();
        }

        layer.EndRecalibration();
        return layer.RunningVariance!.ToArray();
    }

    private static void StartAtFirstBatch(CellContext context, Sequential model)
    {
        using var training = new ManualTraining(context, model, learningRate: 0, batchSize: 256);
        BatchNorm[] layers = [.. model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>()];
        training.Load(0);
        foreach (BatchNorm layer in layers)
        {
            layer.BeginRecalibration();
        }

        training.Loss();
        foreach (BatchNorm layer in layers)
        {
            layer.EndRecalibration();
        }
    }

    private static BatchNorm First(Module model) => model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>().First();
}
