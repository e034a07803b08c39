using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S4: does batch normalization stop gradients from vanishing?</summary>
internal sealed class GradientFlowStudy : Study
{
    private const int Depth = 10;
    private const int Width = 64;

    public override string Name => "gradient-flow";

    public override int SmallestImage => 1;

    public override StudyText Text { get; } = new(
        new Phrase("Vanishing gradients", "梯度消失"),
        new Phrase("Does batch normalization stop gradients from vanishing?", "批量归一化能否阻止梯度消失？"),
        new Phrase("Batch normalization keeps activations away from the saturated ends of the sigmoid, so gradients no longer vanish on the way to the first layers.", "批量归一化使激活值远离 sigmoid 的饱和区，因此梯度在传到前面各层时不再消失。"),
        "S4; Ioffe & Szegedy 2015, section 1",
        new Phrase(
            $"A perceptron of {Depth} hidden layers of {Width} sigmoid units, Xavier's weights, SGD at 0.1, batches of 256, with and without batch normalization. The norm of each layer's weight gradient is taken at every step and averaged over the first and the last tenth of them.",
            $"{Depth} 个隐藏层、每层 {Width} 个 sigmoid 单元的感知机，Xavier 权重，SGD 学习率 0.1，批量 256，分别带与不带批量归一化。每一步都记录各层权重梯度的范数，并在最初与最后十分之一的步上取平均。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 3), new StudySize(15_000, 4), new StudySize(20_000, 5));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        Sample Ratio(CellGroup group) => group.Metric("first_to_last_log10");
        return new Conclusion
        {
            Summary = language.Say(
                $"At the start the gradient of the first layer is {Times(Ratio(with))} that of the last hidden layer with batch normalization, and {Times(Ratio(without))} without.",
                $"训练开始时，第一层梯度与最后一个隐藏层梯度之比：有批量归一化为 {Times(Ratio(with))}，没有为 {Times(Ratio(without))}。"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("Without batch normalization the gradient shrinks by at least ten times more on its way to the first layer (in powers of ten).", "没有批量归一化时，梯度传到第一层的衰减至少多十倍（以十的幂计）。"),
                    Ratio(with), Ratio(without), 1, Unit.Number),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Norm of the weight gradient by layer", "各层权重梯度的范数"),
                        X = new Axis(language.Say("hidden layer", "隐藏层")) { IsWhole = true },
                        Y = new Axis(language.Say("gradient norm", "梯度范数")) { Scale = AxisScale.Logarithmic },
                        Series =
                        [
                            new LineSeries(language.Say("BN, first steps", "有 BN，最初"), with.Points("gradient_norm_first")),
                            new LineSeries(language.Say("BN, last steps", "有 BN，最后"), with.Points("gradient_norm_last")) { IsDashed = true, PairedWith = 0 },
                            new LineSeries(language.Say("none, first steps", "无，最初"), without.Points("gradient_norm_first")),
                            new LineSeries(language.Say("none, last steps", "无，最后"), without.Points("gradient_norm_last")) { IsDashed = true, PairedWith = 2 },
                        ],
                    },
                    new Pictures(language).SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Gradient of the first layer over the training", "训练过程中第一层的梯度"),
                        X = new Axis(language.Say("share of the training (%)", "训练进度 (%)")),
                        Y = new Axis(language.Say("gradient norm", "梯度范数")) { Scale = AxisScale.Logarithmic },
                        Series =
                        [
                            new LineSeries(language.Say("batch normalization", "批量归一化"), with.Points("first_layer_course", Percentages)),
                            new LineSeries(language.Say("none", "无"), without.Points("first_layer_course", Percentages)),
                        ],
                    },
                    new Pictures(language).SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Gradient norm, mean over the seeds", "梯度范数，各种子均值"),
                    [language.Say("hidden layer", "隐藏层"), language.Say("BN, first", "有 BN，最初"), language.Say("BN, last", "有 BN，最后"), language.Say("none, first", "无，最初"), language.Say("none, last", "无，最后")],
                    [.. Enumerable.Range(0, Depth).Select(i => (IReadOnlyList<string>)
                    [
                        $"{i + 1}",
                        .. new[] { with, without }.SelectMany(group => ((string[])["gradient_norm_first", "gradient_norm_last"]).Select(name => Unit.Number.Value(group.Series(name)[i].Mean))),
                    ])]),
            ],
        };
    }

    private static double[] Percentages => [.. Enumerable.Range(0, 20).Select(i => 2.5 + (5.0 * i))];

    private static string Times(Sample log10) => $"{Unit.Number.Value(Math.Pow(10, log10.Mean))} ×";

    private static CellResult Run(CellContext context, bool normalized)
    {
        Sequential model = Networks.Perceptron(context.ModelOptions, Depth, Width, (_, width) => normalized ? new BatchNorm(width) : null);
        using var training = new ManualTraining(context, model, learningRate: 0.1, batchSize: 256);
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        var weights = training.Parameters.Where(entry => entry.Name.StartsWith("fc", StringComparison.Ordinal) && entry.Name.EndsWith(".weight", StringComparison.Ordinal)).Take(Depth).ToArray();
        double[][] norms = new double[steps][];
        double loss = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            training.Load(step);
            loss = training.LossAndGradient();
            norms[step] = [.. weights.Select(entry => ManualTraining.GradientNorm(entry.Parameter))];
            training.Step();
        }

        double[] Mean(int from, int to) => [.. Enumerable.Range(0, Depth).Select(layer => Enumerable.Range(from, to - from).Average(step => norms[step][layer]))];
        int tenth = Math.Max(1, steps / 10);
        double[] first = Mean(0, tenth);
        double[] course = [.. Enumerable.Range(0, 20).Select(i => norms[i * steps / 20][0])];
        return new CellResult()
            .With("first_to_last_log10", Math.Log10(first[0] / first[^1]))
            .With("last_loss", loss)
            .With("gradient_norm_first", first)
            .With("gradient_norm_last", Mean(steps - tenth, steps))
            .With("first_layer_course", course);
    }
}
