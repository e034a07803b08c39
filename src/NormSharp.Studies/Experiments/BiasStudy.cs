using System.Diagnostics;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.4: is a bias in front of batch normalization redundant?</summary>
internal sealed class BiasStudy : Study
{
    private static readonly string[] Layers = ["convolution", "linear"];

    public override string Name => "bias";

    public override StudyText Text { get; } = new(
        new Phrase("A bias before batch normalization", "批量归一化之前的偏置"),
        new Phrase("Is a bias in front of batch normalization redundant?", "批量归一化之前的偏置是否多余？"),
        new Phrase(
            "Two opposite answers are given. Batch normalization subtracts the mean of each channel or feature, so a bias that is constant along the same axis cancels exactly, in the output and in its gradient.",
            "原文给出两个相反的回答。批量归一化会减去每个通道或特征的均值，因此沿同一轴为常数的偏置在输出及其梯度中都会精确抵消。"),
        "S1.4",
        new Phrase(
            "In double precision, a convolution and a linear layer with random weights, followed by batch normalization in training mode: the output with a random bias of deviation 3 is compared with the output without, and the bias's gradient under a random upstream gradient with that of the weights. "
            + "Then LeNet with batch normalization with and without these biases: parameters, and the median time of a training step in alternation.",
            "用双精度，对权重随机的卷积层与全连接层（其后为训练模式的批量归一化）：比较带随机偏置（标准差 3）与不带偏置的输出，并在随机上游梯度下比较偏置梯度与权重梯度的大小。"
            + "然后比较带与不带这些偏置的 LeNet-BN 的参数量，以及交替测量的训练步时间中位数。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
    [
        .. Layers.Select(layer => new StudyCell("part", layer, context => Cancellation(context.Seed, layer))),
        new StudyCell("part", "step time", StepTime) { IsTimed = true },
    ];

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        CellGroup time = results.At(("part", "step time"));
        double Largest(string metric) => Layers.Max(layer => results.At(("part", layer)).Metric(metric).High);
        double saved = time.Metric("parameters_with").Mean - time.Metric("parameters_without").Mean;
        Sample share = new([.. time.Runs.Select(run => 1 - (run.Result.Metrics["without_ms"] / run.Result.Metrics["with_ms"]))]);
        return new Conclusion
        {
            Summary = language.Say(
                $"A bias in front of batch normalization changes its output by at most {Unit.Number.Value(Largest("output_change"))} of the largest value, and its gradient is at most {Unit.Number.Value(Largest("bias_gradient"))} of that of the weights. Leaving it out saves {saved:0} parameters of {time.Metric("parameters_with").Mean:N0} and {Unit.Percent.Value(share.Mean)} of the time of a step (median of alternating steps; a time, so it varies from run to run).",
                $"批量归一化之前的偏置最多使输出改变其最大值的 {Unit.Number.Value(Largest("output_change"))}，其梯度最多为权重梯度的 {Unit.Number.Value(Largest("bias_gradient"))}。去掉它节省 {saved:0} 个参数（共 {time.Metric("parameters_with").Mean:N0} 个）与 {Unit.Percent.Value(share.Mean)} 的训练步时间（交替测量的中位数；时间每次运行会有差异）。"),
            Judgements =
            [
                .. Layers.Select(layer => judge.AtMost(
                    language.Say($"In front of batch normalization the bias of a {English(layer)} layer changes no output (relative, double precision).", $"批量归一化之前，{Chinese(layer)}的偏置不改变输出（相对误差，双精度）。"),
                    results.At(("part", layer)).Metric("output_change"), 1e-11, Unit.Number)),
                .. Layers.Select(layer => judge.AtMost(
                    language.Say($"The gradient of the bias of a {English(layer)} layer is zero (relative to that of the weights, double precision).", $"{Chinese(layer)}偏置的梯度为零（相对于权重梯度，双精度）。"),
                    results.At(("part", layer)).Metric("bias_gradient"), 1e-11, Unit.Number)),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = language.Say("How much of the bias is left behind batch normalization", "偏置经过批量归一化之后还剩多少"),
                        CategoryLabel = language.Say("layer", "层"),
                        Y = new Axis(language.Say("relative size", "相对大小")) { Scale = AxisScale.Logarithmic, Minimum = 1e-18, Maximum = 10 },
                        Series = [language.Say("output, no normalization", "输出，无归一化"), language.Say("output, normalised", "输出，归一化后"), language.Say("gradient, no normalization", "梯度，无归一化"), language.Say("gradient, normalised", "梯度，归一化后")],
                        Groups = [.. Layers.Select(layer => new BarGroup(
                            language.Say(English(layer), Chinese(layer)),
                            [.. ((string[])["plain_output_change", "output_change", "plain_bias_gradient", "bias_gradient"]).Select(metric => results.At(("part", layer)).Bar(metric))]))],
                    },
                    new Pictures(language).SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("LeNet with batch normalization", "带批量归一化的 LeNet"),
                    [language.Say("biases in front of it", "其前的偏置"), language.Say("parameters", "参数"), language.Say("step (ms)", "训练步 (ms)")],
                    [
                        [language.Say("with", "有"), $"{time.Metric("parameters_with").Mean:N0}", Numbers.Spread(time.Metric("with_ms"), "0.000")],
                        [language.Say("without", "无"), $"{time.Metric("parameters_without").Mean:N0}", Numbers.Spread(time.Metric("without_ms"), "0.000")],
                    ]),
            ],
        };
    }

    private static string English(string layer) => layer == "linear" ? "linear" : "convolutional";

    private static string Chinese(string layer) => layer == "linear" ? "全连接层" : "卷积层";

    private static CellResult Cancellation(ulong seed, string kind)
    {
        (double output, double gradient) = Compare(seed, kind, normalized: true);
        (double plainOutput, double plainGradient) = Compare(seed, kind, normalized: false);
        return new CellResult()
            .With("output_change", output)
            .With("bias_gradient", gradient)
            .With("plain_output_change", plainOutput)
            .With("plain_bias_gradient", plainGradient);
    }

    private static (double Output, double Gradient) Compare(ulong seed, string kind, bool normalized)
    {
        var random = new Philox(seed, 0x6269);
        Tensor x = kind == "linear" ? Normal([32, 20], 1, ref random) : Normal([8, 3, 9, 9], 1, ref random);
        Module layer = kind == "linear" ? new Linear(20, 16) : new Conv2d(3, 16, 3);
        Module model = normalized ? new Sequential(("layer", layer), ("bn", new BatchNorm(16, new BatchNormOptions { Epsilon = 1e-5 }))) : new Sequential(("layer", layer));
        model.Initialize(seed);
        Parameter bias = model.NamedParameters().First(entry => entry.Name == "layer.bias").Parameter;
        Parameter weight = model.NamedParameters().First(entry => entry.Name == "layer.weight").Parameter;
        bias.AsSpan().Clear();
        double[] without = Output(model, x);
        Normal(bias.Shape, 3, ref random).CopyTo(bias.AsSpan());
        double[] with = Output(model, x);
        double scale = without.Max(Math.Abs);
        double change = without.Zip(with, (a, b) => Math.Abs(a - b)).Max() / scale;

        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        Tensor y = model.Forward(tape.Input(x));
        tape.Backward(y, tape.Input(Normal(y.Shape, 1, ref random)));
        return (change, Largest(tape.GradientOf(bias)!) / Largest(tape.GradientOf(weight)!));
    }

    private static double[] Output(Module model, Tensor x)
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend, gradients: false);
        return Doubles(model.Forward(tape.Input(x)));
    }

    private static double Largest(Tensor tensor) => Doubles(tensor).Max(Math.Abs);

    private static double[] Doubles(Tensor tensor) => ((HostStorage<double>)tensor.Storage).Span.Slice(tensor.Offset, tensor.Length).ToArray();

    private static Tensor Normal(Shape shape, double deviation, ref Philox random)
    {
        Tensor tensor = Tensor.Zeros(shape);
        foreach (ref float value in tensor.AsSpan())
        {
            value = (float)(deviation * random.NextNormal());
        }

        return tensor;
    }

    private static CellResult StepTime(CellContext context)
    {
        Module with = context.Model("lenet-bn", options => options with { Bias = true });
        Module without = context.Model("lenet-bn", options => options with { Bias = false });
        using var first = new ManualTraining(context, with, learningRate: 0.1, batchSize: 256);
        using var second = new ManualTraining(context, without, learningRate: 0.1, batchSize: 256);
        int pairs = context.Plan.Choose(100, 200, 400);
        var times = (With: new List<double>(), Without: new List<double>());
        for (int i = 0; i < pairs; i++)
        {
            times.With.Add(Milliseconds(first, i));
            times.Without.Add(Milliseconds(second, i));
        }

        // The first half is spent on compiling.
        return new CellResult()
            .With("parameters_with", with.ParameterCount())
            .With("parameters_without", without.ParameterCount())
            .With("with_ms", Median(times.With[(pairs / 2)..]))
            .With("without_ms", Median(times.Without[(pairs / 2)..]));
    }

    private static double Milliseconds(ManualTraining training, int step)
    {
        training.Load(step % training.StepsPerEpoch);
        long start = Stopwatch.GetTimestamp();
        training.LossAndGradient();
        training.Step();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => BoxPlot.Quantile([.. values.Order()], 0.5);
}
