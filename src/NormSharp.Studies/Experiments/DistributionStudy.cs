using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>What batch normalization does to activations: mean, deviation and histogram of each layer's input over the training.</summary>
internal sealed class DistributionStudy : Study
{
    private const int Bins = 60;
    private const double Range = 6;
    private const int Moments = 12;

    public override string Name => "distribution";

    public override StudyText Text { get; } = new(
        new Phrase("Distributions of activations", "激活值的分布"),
        new Phrase("What does batch normalization do to the distributions inside a network, and how much do they shift during training?", "批量归一化如何改变网络内部的分布？训练中它们漂移多少？"),
        new Phrase(
            "Batch normalization reduces internal covariate shift: the inputs of each layer keep their distribution while the layers before it learn.",
            "批量归一化减小内部协变量偏移：在前面的层学习时，每一层的输入保持其分布。"),
        "S4; Ioffe & Szegedy 2015, section 2; Santurkar et al. 2018, section 2 (against)",
        new Phrase(
            "Sigmoid LeNet with and without batch normalization, SGD at 0.3, batches of 256. At twelve moments of the training a fixed batch goes through the network; mean and deviation of what enters each hidden layer's activation, over all its units together, are taken. "
            + "The shift of a layer is the change of this mean between two moments divided by the deviation, averaged over moments and layers.",
            "带与不带批量归一化的 sigmoid LeNet，SGD 学习率 0.3，批量 256。在训练的十二个时刻让同一批固定数据通过网络，记录进入各隐藏层激活函数的值（该层所有单元合在一起）的均值与标准差。"
            + "一层的漂移为相邻两个时刻之间均值的变化除以标准差，对时刻与层取平均。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 4), new StudySize(15_000, 5), new StudySize(20_000, 6));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        (string Name, CellGroup Group)[] both = [(language.Say("batch normalization", "批量归一化"), with), (language.Say("none", "无"), without)];
        (string Metric, string Title)[] kinds =
        [
            ("mean", language.Say("Mean of what enters the activations", "进入激活函数的值的均值")),
            ("deviation", language.Say("Deviation of what enters the activations", "进入激活函数的值的标准差")),
        ];
        return new Conclusion
        {
            Summary = language.Say(
                $"Between two moments the mean of a layer moves by {Unit.Number.Value(with.Metric("shift").Mean)} deviations with batch normalization and by {Unit.Number.Value(without.Metric("shift").Mean)} without.",
                $"相邻两个时刻之间，一层的均值移动：有批量归一化 {Unit.Number.Value(with.Metric("shift").Mean)} 个标准差，没有 {Unit.Number.Value(without.Metric("shift").Mean)} 个。"),
            Judgements =
            [
                judge.Exceeds(language.Say("What enters the activations shifts less with batch normalization.", "有批量归一化时，进入激活函数的值漂移更小。"), without.Metric("shift"), with.Metric("shift"), 0, Unit.Number),
            ],
            Figures =
            [
                .. both.Select(item => new Figure(
                    new Histogram
                    {
                        Title = language.Say($"What enters the activations at the end of training: {item.Name}", $"训练结束时进入激活函数的值：{item.Name}"),
                        X = new Axis(language.Say("value", "值")),
                        From = -Range,
                        To = Range,
                        Series = [.. Enumerable.Range(1, 4).Select(layer => new HistogramSeries(language.Say($"layer {layer}", $"第 {layer} 层"), [.. item.Group.Series($"histogram_{layer}").Select(sample => sample.Mean)]))],
                    },
                    language.Say("Each layer is scaled to its own highest bin; values beyond ±6 are in the outermost bins.", "各层按其最高的柱缩放；超出 ±6 的值计入最外侧的柱。"))),
                .. kinds.SelectMany(kind => both.Select(item => Courses($"{kind.Title}: {item.Name}", kind.Metric, item.Group, language))),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("At the end of training, mean ± deviation over the seeds", "训练结束时，各种子均值 ± 标准差"),
                    [language.Say("layer", "层"), language.Say("mean, BN", "均值，有 BN"), language.Say("mean, none", "均值，无"), language.Say("deviation, BN", "标准差，有 BN"), language.Say("deviation, none", "标准差，无")],
                    [.. Enumerable.Range(1, 4).Select(layer => (IReadOnlyList<string>)
                    [
                        $"{layer}",
                        .. ((string[])["mean", "deviation"]).SelectMany(metric => both.Select(item => Numbers.Spread(item.Group.Series($"{metric}_{layer}")[^1], "0.00"))),
                    ])]),
            ],
        };
    }

    private static Figure Courses(string title, string metric, CellGroup group, Language language) => new(
        new LineChart
        {
            Title = title,
            X = new Axis(language.Say("share of the training (%)", "训练进度 (%)")),
            Y = new Axis(language.Say("value", "值")),
            Series = [.. Enumerable.Range(1, 4).Select(layer => new LineSeries(
                language.Say($"layer {layer}", $"第 {layer} 层"), group.Points($"{metric}_{layer}", [.. Enumerable.Range(0, Moments).Select(i => 100.0 * i / (Moments - 1))])))],
        },
        new Pictures(language).SpreadCaption);

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.LeNet(context.ModelOptions, _ => normalized);
        using var training = new ManualTraining(context, model, learningRate: 0.3, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        var moments = new List<Observer>();
        for (int step = 0; step <= steps; step++)
        {
            while (moments.Count < Moments && step == (int)Math.Round((double)moments.Count * steps / (Moments - 1)))
            {
                // Always the same images: what changes is the network.
                training.Load(0);
                var observer = new Observer();
                training.Watch(observer, training: true);
                moments.Add(observer);
            }

            if (step < steps)
            {
                training.Load(step);
                training.LossAndGradient();
                training.Step();
            }
        }

        var result = new CellResult();
        var shifts = new List<double>();
        for (int layer = 1; layer <= 4; layer++)
        {
            double[] means = [.. moments.Select(moment => moment.Layers[$"act{layer}"].Mean)];
            double[] deviations = [.. moments.Select(moment => moment.Layers[$"act{layer}"].Deviation)];
            shifts.AddRange(Enumerable.Range(1, moments.Count - 1).Select(i => Math.Abs(means[i] - means[i - 1]) / Math.Max(deviations[i - 1], 1e-9)));
            result.With($"mean_{layer}", means).With($"deviation_{layer}", deviations).With($"histogram_{layer}", moments[^1].Layers[$"act{layer}"].Counts);
        }

        return result.With("shift", shifts.Average());
    }

    private sealed class Observer : IForwardObserver
    {
        public Dictionary<string, (double Mean, double Deviation, double[] Counts)> Layers { get; } = [];

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (module is not ActivationModule)
            {
                return;
            }

            ReadOnlySpan<float> values = x.AsSpan();
            (double sum, double squares) = (0, 0);
            double[] counts = new double[Bins];
            foreach (float value in values)
            {
                sum += value;
                squares += (double)value * value;
                counts[Math.Clamp((int)((value + Range) / (2 * Range) * Bins), 0, Bins - 1)]++;
            }

            double mean = sum / values.Length;
            Layers[module.Path] = (mean, Math.Sqrt(Math.Max(0, (squares / values.Length) - (mean * mean))), counts);
        }
    }
}
