using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>What batch normalization does to activations: mean, deviation, shift and histogram of each layer's input over the training.</summary>
internal sealed class DistributionStudy : Study
{
    private const int Bins = 60;
    private const double Range = 6;
    private const int Moments = 12;
    private const int Layers = 4;

    // The moments whose histograms are shown.
    private const int Histograms = 4;

    public override string Name => "distribution";

    public override int Revision => 2;

    public override StudyText Text { get; } = new(
        new Phrase("Distributions of activations", "激活值的分布"),
        new Phrase("What does batch normalization do to the distributions inside a network, and how much do they shift during training?", "批量归一化如何改变网络内部的分布？训练中它们漂移多少？"),
        new Phrase(
            "Batch normalization reduces internal covariate shift: the inputs of each layer keep their distribution while the layers before it learn.",
            "批量归一化减小内部协变量偏移：在前面的层学习时，每一层的输入保持其分布。"),
        "S4; Ioffe & Szegedy 2015, section 2; Santurkar et al. 2018, section 2 (against)",
        new Phrase(
            $"Sigmoid LeNet with and without batch normalization, SGD at 0.3, batches of 256. At {Moments} moments, evenly over the training from before the first update to after the last, a fixed batch goes through the network in training mode. "
            + "Of what enters each hidden layer's activation, mean μ and deviation σ are taken unit by unit (over a feature map of a convolution, over the images for a linear layer) and then averaged over the units. "
            + "Internal covariate shift is the change of these distributions by the update of the weights: at each moment the same batch goes through again after the next update, and |μ′ − μ| / σ and |σ′ − σ| / σ are taken unit by unit, then averaged over units, layers and moments. "
            + "Drift is the same |μ′ − μ| / σ from one moment to the next. With batch normalization μ is β and σ is |γ| by construction, up to ε: what is left to shift is what training does to γ and β.",
            $"带与不带批量归一化的 sigmoid LeNet，SGD 学习率 0.3，批量 256。从第一次更新之前到最后一次更新之后均匀取 {Moments} 个时刻，让同一批固定数据以训练模式通过网络。"
            + "对进入各隐藏层激活函数的值，逐单元（卷积层为一个特征图，全连接层为一个特征）求均值 μ 与标准差 σ，再对单元取平均。"
            + "内部协变量偏移即权重更新引起的这些分布的变化：在每个时刻，下一次更新之后让同一批数据再通过一次，逐单元计算 |μ′ − μ| / σ 与 |σ′ − σ| / σ，再对单元、层与时刻取平均。"
            + "漂移为相邻两个时刻之间同样的 |μ′ − μ| / σ。有批量归一化时，按其定义 μ 即 β、σ 即 |γ|（不计 ε）：余下的变化只来自训练对 γ 与 β 的更新。"));

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
        (string Series, string Title, string Label)[] shifts =
        [
            ("update_shift_course", language.Say("Shift of the means by one update", "一次更新引起的均值移动"), language.Say("|μ′ − μ| / σ, mean over units and layers", "|μ′ − μ| / σ，对单元与层取平均")),
            ("update_deviation_shift_course", language.Say("Change of the deviations by one update", "一次更新引起的标准差变化"), language.Say("|σ′ − σ| / σ, mean over units and layers", "|σ′ − σ| / σ，对单元与层取平均")),
        ];
        string Mean(CellGroup group, string metric) => Unit.Number.Value(group.Metric(metric).Mean);
        Judgement Less(string english, string chinese, string metric) => judge.Exceeds(language.Say(english, chinese), without.Metric(metric), with.Metric(metric), 0, Unit.Number);
        return new Conclusion
        {
            Summary = language.Say(
                $"One update moves the mean of a unit by {Mean(with, "update_shift")} of its deviation with batch normalization and by {Mean(without, "update_shift")} without, and changes its deviation by the share {Mean(with, "update_deviation_shift")} and {Mean(without, "update_deviation_shift")}; from one of the {Moments} moments to the next the mean moves by {Mean(with, "drift")} and {Mean(without, "drift")} deviations.",
                $"一次更新使单元的均值移动：有批量归一化 {Mean(with, "update_shift")} 个标准差，没有 {Mean(without, "update_shift")} 个；使标准差相对变化 {Mean(with, "update_deviation_shift")} 与 {Mean(without, "update_deviation_shift")}；在 {Moments} 个时刻中相邻两个之间，均值移动 {Mean(with, "drift")} 与 {Mean(without, "drift")} 个标准差。"),
            Judgements =
            [
                Less("An update of the weights moves the means of the units less with batch normalization.", "有批量归一化时，一次权重更新使各单元均值的移动更小。", "update_shift"),
                Less("An update of the weights changes the deviations of the units less with batch normalization.", "有批量归一化时，一次权重更新使各单元标准差的变化更小。", "update_deviation_shift"),
                Less("Over the training the means of the units drift less with batch normalization.", "有批量归一化时，各单元的均值在训练过程中漂移更小。", "drift"),
            ],
            Figures =
            [
                .. both.Select(item => HistogramsOf(item.Name, item.Group, language)),
                .. shifts.Select(kind => new Figure(
                    new LineChart
                    {
                        Title = kind.Title,
                        X = TrainingMoments.Steps(language),
                        Y = new Axis(kind.Label) { Scale = AxisScale.Logarithmic },
                        Series = [.. both.Select(item => new LineSeries(item.Name, item.Group.Points(kind.Series, item.Group.Means("moment_step"))))],
                    },
                    new Pictures(language).SpreadCaption)),
                .. kinds.SelectMany(kind => both.Select(item => Courses($"{kind.Title}: {item.Name}", kind.Metric, item.Group, language))),
            ],
            Tables =
            [
                ByLayer(
                    language.Say("At the end of training, mean over the units; ± deviation over the seeds", "训练结束时对单元取平均；± 为各种子的标准差"),
                    [("mean", language.Say("mean", "均值")), ("deviation", language.Say("deviation", "标准差"))], "0.000", group => group[^1]),
                ByLayer(
                    language.Say("Shift by one update, mean over units and moments; ± deviation over the seeds", "一次更新引起的变化，对单元与时刻取平均；± 为各种子的标准差"),
                    [("update_shift", "|μ′ − μ| / σ"), ("update_deviation_shift", "|σ′ − σ| / σ")], "0.0000", MeanOverMoments),
            ],
        };

        ReportTable ByLayer(string title, (string Series, string Name)[] columns, string format, Func<IReadOnlyList<Sample>, Sample> choose) => new(
            title,
            [language.Say("layer", "层"), .. columns.SelectMany(column => new[] { column.Name + language.Say(", BN", "，有 BN"), column.Name + language.Say(", none", "，无") })],
            [.. Enumerable.Range(1, Layers).Select(layer => (IReadOnlyList<string>)
            [
                $"{layer}",
                .. columns.SelectMany(column => both.Select(item => Numbers.Spread(choose(item.Group.Series($"{column.Series}_{layer}")), format))),
            ])]);
    }

    private static Sample MeanOverMoments(IReadOnlyList<Sample> course)
        => new([.. Enumerable.Range(0, course[0].Values.Count).Select(seed => course.Average(moment => moment.Values[seed]))]);

    private static Figure HistogramsOf(string name, CellGroup cells, Language language)
    {
        double[] steps = cells.Means("histogram_step");
        return new Figure(
            new Histogram
            {
                Title = language.Say($"What enters the activations over the training: {name}", $"训练过程中进入激活函数的值：{name}"),
                X = new Axis(language.Say("value", "值")),
                From = -Range,
                To = Range,
                Series =
                [
                    .. from layer in Enumerable.Range(1, Layers)
                       from moment in Enumerable.Range(0, steps.Length)
                       select new HistogramSeries(
                           language.Say($"layer {layer}, step {steps[moment]:0}", $"第 {layer} 层，第 {steps[moment]:0} 步"),
                           [.. cells.Series($"histogram_{layer}_{moment + 1}").Select(sample => sample.Mean)]),
                ],
            },
            language.Say(
                "All units of a layer together; each row is scaled to its own highest bin; values beyond ±6 are in the outermost bins. Step 0 is before the first update.",
                "一层的所有单元合在一起；各行按其最高的柱缩放；超出 ±6 的值计入最外侧的柱。第 0 步为第一次更新之前。"));
    }

    private static Figure Courses(string title, string metric, CellGroup group, Language language) => new(
        new LineChart
        {
            Title = title,
            X = TrainingMoments.Steps(language),
            Y = new Axis(language.Say("value, mean over the units of the layer", "值，对该层的单元取平均")),
            Series = [.. Enumerable.Range(1, Layers).Select(layer => new LineSeries(language.Say($"layer {layer}", $"第 {layer} 层"), group.Points($"{metric}_{layer}", group.Means("moment_step"))))],
        },
        new Pictures(language).SpreadCaption);

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.LeNet(context.ModelOptions, _ => normalized);
        using var training = new ManualTraining(context, model, learningRate: 0.3, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        int[] moments = TrainingMoments.Evenly(steps + 1, Moments);
        var seen = new List<Dictionary<string, ChannelDistribution>>();
        var updated = new List<Dictionary<string, ChannelDistribution>>();
        for (int step = 0; step <= steps; step++)
        {
            bool isMoment = moments.Contains(step);
            if (isMoment)
            {
                seen.Add(Look(training));
            }

            if (step < steps)
            {
                training.Load(step);
                training.LossAndGradient();
                training.Step();
                if (isMoment)
                {
                    updated.Add(Look(training));
                }
            }
        }

        return Summarize(moments, seen, updated);
    }

    /// <summary>Always the same images: what changes is the network.</summary>
    private static Dictionary<string, ChannelDistribution> Look(ManualTraining training)
    {
        training.Load(0);
        var observer = new ChannelObserver(Range, Bins);
        training.Watch(observer, training: true);
        return observer.Layers;
    }

    private static CellResult Summarize(int[] moments, List<Dictionary<string, ChannelDistribution>> seen, List<Dictionary<string, ChannelDistribution>> updated)
    {
        int[] shown = TrainingMoments.Evenly(moments.Length, Histograms);
        CellResult result = new CellResult().With("moment_step", moments.Select(step => (double)step)).With("histogram_step", shown.Select(moment => (double)moments[moment]));
        double[] means = new double[updated.Count];
        double[] deviations = new double[updated.Count];
        var drifts = new List<double>();
        for (int layer = 1; layer <= Layers; layer++)
        {
            ChannelDistribution[] course = [.. seen.Select(moment => moment[$"act{layer}"])];
            ChannelDistribution[] after = [.. updated.Select(moment => moment[$"act{layer}"])];
            double[] meanShifts = [.. after.Select((later, i) => course[i].MeanShift(later))];
            double[] deviationShifts = [.. after.Select((later, i) => course[i].DeviationShift(later))];
            for (int i = 0; i < after.Length; i++)
            {
                means[i] += meanShifts[i] / Layers;
                deviations[i] += deviationShifts[i] / Layers;
            }

            drifts.AddRange(course.Skip(1).Select((later, i) => course[i].MeanShift(later)));
            result
                .With($"mean_{layer}", course.Select(moment => moment.Means.Average()))
                .With($"deviation_{layer}", course.Select(moment => moment.Deviations.Average()))
                .With($"update_shift_{layer}", meanShifts)
                .With($"update_deviation_shift_{layer}", deviationShifts);
            for (int i = 0; i < shown.Length; i++)
            {
                result.With($"histogram_{layer}_{i + 1}", course[shown[i]].Counts);
            }
        }

        return result
            .With("update_shift_course", means)
            .With("update_deviation_shift_course", deviations)
            .With("update_shift", means.Average())
            .With("update_deviation_shift", deviations.Average())
            .With("drift", drifts.Average());
    }
}
