using System.Globalization;
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
    private const int Moments = 20;

    public override string Name => "gradient-flow";

    public override int Revision => 2;

    public override int SmallestImage => 1;

    public override StudyText Text { get; } = new(
        new Phrase("Vanishing gradients", "梯度消失"),
        new Phrase("Does batch normalization stop gradients from vanishing?", "批量归一化能否阻止梯度消失？"),
        new Phrase("Batch normalization keeps activations away from the saturated ends of the sigmoid, so gradients no longer vanish on the way to the first layers.", "批量归一化使激活值远离 sigmoid 的饱和区，因此梯度在传到前面各层时不再消失。"),
        "S4; Ioffe & Szegedy 2015, section 1",
        new Phrase(
            $"A perceptron of {Depth} hidden layers of {Width} sigmoid units, Xavier's weights, SGD at 0.1, batches of 256, with and without batch normalization. The Euclidean norm of each layer's weight gradient is taken at every step: averaged over the first and the last tenth of them, and as it is at {Moments} steps evenly over the training, the first among them.",
            $"{Depth} 个隐藏层、每层 {Width} 个 sigmoid 单元的感知机，Xavier 权重，SGD 学习率 0.1，批量 256，分别带与不带批量归一化。每一步都记录各层权重梯度的欧氏范数：在最初与最后十分之一的步上取平均，并在整个训练中均匀取 {Moments} 步（含第一步）逐步给出。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 3), new StudySize(15_000, 4), new StudySize(20_000, 5));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        ((string[])["all", "none"]).Select(bn => new StudyCell("bn", bn, context => Run(context, bn == "all")));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        (CellGroup with, CellGroup without) = (results.At(("bn", "all")), results.At(("bn", "none")));
        Sample Ratio(CellGroup group) => group.Metric("first_to_last_log10");
        Sample RatioAtEnd(CellGroup group) => group.Metric("first_to_last_log10_end");
        return new Conclusion
        {
            Summary = language.Say(
                $"At the start the gradient of the first layer is {Times(Ratio(with))} that of the last hidden layer with batch normalization, and {Times(Ratio(without))} without; at the end {Times(RatioAtEnd(with))} and {Times(RatioAtEnd(without))}.",
                $"训练开始时，第一层梯度与最后一个隐藏层梯度之比：有批量归一化为 {Times(Ratio(with))}，没有为 {Times(Ratio(without))}；结束时分别为 {Times(RatioAtEnd(with))} 与 {Times(RatioAtEnd(without))}。"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("Without batch normalization the gradient shrinks by at least ten times more on its way to the first layer (in powers of ten).", "没有批量归一化时，梯度传到第一层的衰减至少多十倍（以十的幂计）。"),
                    Ratio(with), Ratio(without), 1, Unit.Number),
                judge.Exceeds(
                    language.Say("Over the last tenth of the training, too, it shrinks by at least ten times more without batch normalization (in powers of ten).", "在最后十分之一的训练中，没有批量归一化时的衰减同样至少多十倍（以十的幂计）。"),
                    RatioAtEnd(with), RatioAtEnd(without), 1, Unit.Number),
            ],
            Figures =
            [
                .. OverTime(with, without, language),
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Norm of the weight gradient by layer", "各层权重梯度的范数"),
                        X = new Axis(language.Say("hidden layer", "隐藏层")) { IsWhole = true },
                        Y = GradientNorm(language),
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
                        X = TrainingMoments.Steps(language),
                        Y = GradientNorm(language),
                        Series =
                        [
                            new LineSeries(language.Say("batch normalization", "批量归一化"), with.Points("course_1", with.Means("course_step"))),
                            new LineSeries(language.Say("none", "无"), without.Points("course_1", without.Means("course_step"))),
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

    private static Axis GradientNorm(Language language) => new(language.Say("gradient norm ‖∂loss/∂W‖₂", "梯度范数 ‖∂loss/∂W‖₂")) { Scale = AxisScale.Logarithmic };

    /// <summary>Every layer at every moment, with and without batch normalization on the same scale of colours.</summary>
    private static IEnumerable<Figure> OverTime(CellGroup with, CellGroup without, Language language)
    {
        IReadOnlyList<double>[] Norms(CellGroup group) => [.. Enumerable.Range(1, Depth).Select(layer => (IReadOnlyList<double>)[.. group.Series($"course_{layer}").Select(GeometricMean)])];
        (string Name, CellGroup Group, IReadOnlyList<double>[] Norms)[] both =
        [
            (language.Say("batch normalization", "批量归一化"), with, Norms(with)),
            (language.Say("none", "无"), without, Norms(without)),
        ];
        double[] shown = [.. both.SelectMany(item => item.Norms).SelectMany(row => row).Where(norm => norm > 0 && double.IsFinite(norm))];
        Axis axis = GradientNorm(language);
        axis = axis with { Label = axis.Label + language.Say(", logarithmic scale", "，对数刻度"), Minimum = shown.Length > 0 ? shown.Min() : null, Maximum = shown.Length > 0 ? shown.Max() : null };
        return both.Select(item => new Figure(
            new HeatMap
            {
                Title = language.Say($"Gradient norm of every layer over the training: {item.Name}", $"训练过程中各层的梯度范数：{item.Name}"),
                ColumnLabel = language.Say("training step", "训练步"),
                RowLabel = language.Say("hidden layer", "隐藏层"),
                Columns = [.. item.Group.Means("course_step").Select(step => step.ToString("0", CultureInfo.InvariantCulture))],
                Rows = [.. Enumerable.Range(1, Depth).Select(layer => $"{layer}")],
                Values = item.Norms,
                Value = axis,
                WritesValues = false,
            },
            language.Say(
                "Geometric mean over the seeds; layer 1 is next to the input. The colours mean the same in the map with and the map without batch normalization; a dash is a gradient of zero.",
                "各种子的几何平均；第 1 层紧邻输入。有无批量归一化的两张图使用同一色标；短横表示梯度为零。")));
    }

    private static double GeometricMean(Sample norms) => Math.Pow(10, norms.Map(Math.Log10).Mean);

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
        double[] last = Mean(steps - tenth, steps);
        int[] moments = TrainingMoments.Evenly(steps, Moments);
        CellResult result = new CellResult()
            .With("first_to_last_log10", Math.Log10(first[0] / first[^1]))
            .With("first_to_last_log10_end", Math.Log10(last[0] / last[^1]))
            .With("last_loss", loss)
            .With("gradient_norm_first", first)
            .With("gradient_norm_last", last)
            .With("course_step", moments.Select(step => step + 1.0));
        for (int layer = 0; layer < Depth; layer++)
        {
            int row = layer;
            result.With($"course_{layer + 1}", moments.Select(step => norms[step][row]));
        }

        return result;
    }
}
