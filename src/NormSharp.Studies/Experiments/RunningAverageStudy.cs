using System.Globalization;
using NormSharp.Charts;
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
    private const int NoiseSteps = 300;
    private const int NoiseCounted = 200;
    private const int Small = 16;
    private const int Large = 256;
    private const double Rate = 0.1;
    private const string Cumulative = "cumulative";
    private const string FirstBatch = "0.1 from first batch";

    // 0.9 is what 0.1 becomes when it is taken for the weight of the old value: the bug of S3.
    private static readonly string[] Weights = ["0.001", "0.01", "0.1", "0.5", "0.9", "1", Cumulative, FirstBatch];

    // Every one of these weights is tried with every one of these batch sizes.
    private static readonly string[] CrossedWeights = ["0.01", "0.1", "0.5"];
    private static readonly int[] CrossedSizes = [Small, 64, Large];

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
            + $"Weights of {string.Join(", ", CrossedWeights)} also with batches of {Small} and 64, the learning rate in proportion to the batch size, the same number of epochs; the training itself does not depend on the weight. "
            + $"And with the network's weights standing still: how far the running variance of the first layer is from that of all training images in the first {FirstSteps} steps with batches of {Large}; and, when it starts at the truth, over steps {NoiseSteps - NoiseCounted + 1} to {NoiseSteps}, with each batch size.",
            "每个隐藏层都带批量归一化的 ReLU LeNet，SGD 学习率 0.1，批量 256；新统计量的权重从 0.001 到 1、累积平均，以及以第一批的统计量为起点的 0.1。权重 0.9 即原文的错误（把 0.1 当作旧值的权重）。"
            + $"权重 {string.Join("、", CrossedWeights)} 还分别用批量 {Small} 与 64 训练，学习率与批量成正比，训练轮数相同；训练本身与该权重无关。"
            + $"另外在网络参数不变时，测量第一层滑动方差与全部训练图像的方差之间的偏差：批量 {Large} 时前 {FirstSteps} 步的偏差；以及从真值开始时各批量第 {NoiseSteps - NoiseCounted + 1} 至 {NoiseSteps} 步的偏差。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
    [
        .. Weights.Select(weight => Cell(weight, Large)),
        .. CrossedSizes.Where(size => size != Large).SelectMany(size => CrossedWeights.Select(weight => Cell(weight, size))),
    ];

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        CellGroup At(string weight, int size = Large) => results.At(("weight", weight), ("batch_size", CellContext.Text(size)));
        (string Name, CellGroup Group)[] groups = [.. Weights.Select(weight => (language.Term(weight), At(weight)))];
        Sample Running(string weight, int size = Large) => At(weight, size).Metric("test_accuracy");
        Sample Start(string weight) => At(weight).Series("variance_error")[4];
        Sample Late(string weight) => At(weight).Metric("late_error");
        Sample Noise(string weight, int size) => At(weight, size).Metric("variance_noise");
        Sample Cost(string weight, int size) => Running("0.1", size) - Running(weight, size);
        string Best(int size) => CrossedWeights.MaxBy(weight => Running(weight, size).Mean)!;
        string BestOfEach(string separator) => string.Join(separator, CrossedSizes.Select(Best));
        LineSeries[] BySize(Func<string, int, Sample> sample) => [.. CrossedSizes.Select(size => new LineSeries(
            language.Say($"batches of {size}", $"批量 {size}"), [.. CrossedWeights.Select(weight => CellGroup.Point(Parse(weight), sample(weight, size)))]))];
        var weightAxis = new Axis(language.Say("weight of the new statistic", "新统计量的权重")) { Scale = AxisScale.Logarithmic };
        return new Conclusion
        {
            Summary = language.Say(
                $"By running statistics: 0.1 {Unit.Percent.Value(Running("0.1").Mean)}, 0.9 (the bug) {Unit.Percent.Value(Running("0.9").Mean)}, 0.001 {Unit.Percent.Value(Running("0.001").Mean)}, cumulative {Unit.Percent.Value(Running(Cumulative).Mean)}. Best on the test images of {string.Join(", ", CrossedWeights)} with batches of {string.Join(", ", CrossedSizes)}: {BestOfEach(", ")}.",
                $"用滑动统计量：0.1 为 {Unit.Percent.Value(Running("0.1").Mean)}，0.9（即该错误）为 {Unit.Percent.Value(Running("0.9").Mean)}，0.001 为 {Unit.Percent.Value(Running("0.001").Mean)}，累积平均为 {Unit.Percent.Value(Running(Cumulative).Mean)}。批量为 {string.Join("、", CrossedSizes)} 时，{string.Join("、", CrossedWeights)} 中测试图像上最好的分别是 {BestOfEach("、")}。"),
            Judgements =
            [
                judge.Exceeds(language.Say("A weight as small as 0.001 leaves the statistics behind the weights and costs more than 2 points.", "权重小到 0.001 时统计量落后于参数，损失超过 2 个百分点。"), Running("0.1"), Running("0.001"), 0.02, Unit.Percent),
                judge.Exceeds(language.Say("The swapped convention (0.9 in place of 0.1) leaves more noise in the running variance: its error is larger over the last 20 steps.", "约定弄反（用 0.9 代替 0.1）使滑动方差的噪声更大：最后 20 步的误差更大。"), Late("0.9"), Late("0.1"), 0, Unit.Percent),
                judge.Exceeds(language.Say("Started at 0 and 1 the running variance is further from the truth after five steps than started at the first batch.", "从 0 与 1 开始，五步之后的滑动方差比从第一批开始时离真值更远。"), Start("0.1"), Start(FirstBatch), 0, Unit.Percent),
                judge.Exceeds(
                    language.Say($"With the same weight, 0.1, batches of {Small} leave a larger error in the running variance than batches of {Large}.", $"权重同为 0.1 时，批量 {Small} 的滑动方差误差大于批量 {Large}。"),
                    Noise("0.1", Small), Noise("0.1", Large), 0, Unit.Percent),
                judge.Exceeds(
                    language.Say($"A large weight suits small batches less, whose statistics are noisier: 0.5 instead of 0.1 costs more test accuracy with batches of {Small} than with batches of {Large}.", $"较大的权重不适合统计量噪声更大的小批量：用 0.5 代替 0.1，批量 {Small} 时测试准确率的损失大于批量 {Large}。"),
                    Cost("0.5", Small), Cost("0.5", Large), 0, Unit.Points),
                judge.Exceeds(
                    language.Say($"A small weight suits large batches less, of which an epoch has fewer: 0.01 instead of 0.1 costs more test accuracy with batches of {Large} than with batches of {Small}.", $"较小的权重不适合每轮步数更少的大批量：用 0.01 代替 0.1，批量 {Large} 时测试准确率的损失大于批量 {Small}。"),
                    Cost("0.01", Large), Cost("0.01", Small), 0, Unit.Points),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Error of the running variance while the weights stand still", "参数不变时滑动方差的误差"),
                        X = new Axis(language.Say("step", "步")) { IsWhole = true },
                        Y = new Axis(language.Say("|running − true| / true (%)", "|滑动 − 真实| / 真实 (%)")) { Factor = 100, Scale = AxisScale.Logarithmic },
                        Series = [.. ((string[])["0.01", "0.1", "0.9", Cumulative, FirstBatch]).Select(weight => new LineSeries(language.Term(weight), At(weight).Points("variance_error")))],
                    },
                    pictures.SpreadCaption),
                pictures.Bars(language.Say("Test accuracy by the weight of the new statistic", "测试准确率与新统计量的权重"), language.Say("weight of the new statistic", "新统计量的权重"), groups),
                pictures.Courses(
                    language.Say("Test accuracy after each epoch, running statistics", "每轮之后的测试准确率（滑动统计量）"), "test_accuracy_by_epoch", pictures.Accuracy, [.. ((string[])["0.001", "0.01", "0.1", "0.9", Cumulative]).Select(weight => (language.Term(weight), At(weight)))]),
                new Figure(
                    new LineChart { Title = language.Say("Test accuracy by weight and batch size, running statistics", "测试准确率与权重、批量大小（滑动统计量）"), X = weightAxis, Y = pictures.Accuracy, Series = BySize(Running) },
                    pictures.SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Error of the running variance once started at the truth, weights standing still", "参数不变、从真值开始时滑动方差的误差"),
                        X = weightAxis,
                        Y = new Axis(language.Say("|running − true| / true (%)", "|滑动 − 真实| / 真实 (%)")) { Factor = 100, Scale = AxisScale.Logarithmic },
                        Series = BySize(Noise),
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(language.Say("weight", "权重"), groups),
                new ReportTable(
                    language.Say("Error of the running variance in %, weights standing still", "参数不变时滑动方差的误差（%）"),
                    [language.Say("weight", "权重"), language.Say("step 1", "第 1 步"), language.Say("step 5", "第 5 步"), language.Say("mean of the last 20", "最后 20 步平均")],
                    [.. groups.Select(item => (IReadOnlyList<string>)[item.Name, Numbers.Percent(item.Group.Series("variance_error")[0]), Numbers.Percent(item.Group.Series("variance_error")[4]), Numbers.Percent(item.Group.Metric("late_error"))])]),
                new ReportTable(
                    language.Say("By batch size, in %: test accuracy, and the error of the running variance once started at the truth, weights standing still", "按批量大小（%）：测试准确率，以及参数不变、从真值开始时滑动方差的误差"),
                    [language.Say("batch size, weight", "批量，权重"), language.Say("test, running", "测试，滑动"), language.Say("test, recalibrated", "测试，校准"), language.Say("error", "误差")],
                    [.. CrossedSizes.SelectMany(size => CrossedWeights.Select(weight => (IReadOnlyList<string>)
                    [
                        language.Term(CellContext.Text(size), weight),
                        Numbers.Percent(Running(weight, size)),
                        Numbers.Percent(At(weight, size).Metric("test_accuracy_recalibrated")),
                        Numbers.Percent(Noise(weight, size)),
                    ]))]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string weight, int batchSize)
    {
        Sequential model = StandingStatistics.Model(context, Options(weight));
        if (weight == FirstBatch)
        {
            StandingStatistics.StartAtFirstBatch(context, model, batchSize);
        }

        CellResult result = context.Train(model, options => options with
        {
            BatchSize = batchSize,
            LearningRate = Rate * batchSize / Large,
            RecalibrateEachEpoch = false,
            RecalibrationBatches = options.RecalibrationBatches * Large / batchSize,
        }).ToResult();
        var standing = new StandingStatistics(context, Options(weight), batchSize);
        if (batchSize == Large)
        {
            double[] errors = standing.FromStart(FirstSteps, weight == FirstBatch);
            result.With("variance_error", errors).With("late_error", errors[^20..].Average());
        }

        return CrossedWeights.Contains(weight) ? result.With("variance_noise", standing.FromTruth(NoiseSteps)[^NoiseCounted..].Average()) : result;
    }

    private static StudyCell Cell(string weight, int batchSize) => new(
        [new Coordinate("batch_size", CellContext.Text(batchSize)), new Coordinate("weight", weight)], context => Run(context, weight, batchSize));

    private static BatchNormOptions Options(string weight) => new()
    {
        NewStatisticWeight = weight switch
        {
            Cumulative => null,
            FirstBatch => 0.1,
            _ => Parse(weight),
        },
    };

    private static double Parse(string weight) => double.Parse(weight, CultureInfo.InvariantCulture);
}
