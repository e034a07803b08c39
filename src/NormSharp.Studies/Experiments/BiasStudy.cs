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
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.4: is a bias before batch normalization redundant?</summary>
internal sealed class BiasStudy : Study
{
    private static readonly string[] Layers = ["convolution", "linear"];

    public override string Name => "bias";

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
    [
        .. Layers.Select(layer => new StudyCell("part", layer, context => Cancellation(context.Seed, layer))),
        new StudyCell("part", "step time", StepTime) { IsTimed = true },
    ];

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        CellGroup time = results.At(("part", "step time"));
        double Largest(string metric) => Layers.Max(layer => results.At(("part", layer)).Metric(metric).High);
        double saved = time.Metric("parameters_with").Mean - time.Metric("parameters_without").Mean;
        Sample share = new([.. time.Runs.Select(run => 1 - (run.Result.Metrics["without_ms"] / run.Result.Metrics["with_ms"]))]);
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("output", Unit.Number.Value(Largest("output_change"))),
                ("gradient", Unit.Number.Value(Largest("bias_gradient"))),
                ("saved", $"{saved:0}"),
                ("parameters", $"{time.Metric("parameters_with").Mean:N0}"),
                ("time", Unit.Percent.Value(share.Mean))),
            Judgements =
            [
                .. Layers.Select(layer => judge.AtMost(
                    text.Say("judged-output", ("layer", text[layer])),
                    results.At(("part", layer)).Metric("output_change"), 1e-11, Unit.Number)),
                .. Layers.Select(layer => judge.AtMost(
                    text.Say("judged-gradient", ("layer", text[layer])),
                    results.At(("part", layer)).Metric("bias_gradient"), 1e-11, Unit.Number)),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = text["size-chart"],
                        CategoryLabel = text["layer"],
                        Y = new Axis(text["relative-size"]) { IsLogarithmic = true, Minimum = 1e-18, Maximum = 10 },
                        Series = [text["output-plain"], text["output-normalised"], text["gradient-plain"], text["gradient-normalised"]],
                        Groups = [.. Layers.Select(layer => new BarGroup(
                            text[layer],
                            [.. ((string[])["plain_output_change", "output_change", "plain_bias_gradient", "bias_gradient"])
                                .Select(metric => results.At(("part", layer)).Bar(metric))]))],
                    },
                    new Pictures(language).SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    text["step-table"],
                    [text["biases"], text["parameters"], text["step"]],
                    [
                        [text["with"], $"{time.Metric("parameters_with").Mean:N0}", Numbers.Spread(time.Metric("with_ms"), "0.000")],
                        [text["without"], $"{time.Metric("parameters_without").Mean:N0}",
                            Numbers.Spread(time.Metric("without_ms"), "0.000")],
                    ]),
            ],
        };
    }

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
        Module model = normalized
            ? new Sequential(("layer", layer), ("bn", new BatchNorm(16, new BatchNormOptions { Epsilon = 1e-5 })))
            : new Sequential(("layer", layer));
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

    private static double[] Doubles(Tensor tensor)
        => ((HostStorage<double>)tensor.Storage).Span.Slice(tensor.Offset, tensor.Length).ToArray();

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
