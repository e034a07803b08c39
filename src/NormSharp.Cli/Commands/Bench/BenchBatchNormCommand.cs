using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Primitives;
using NormSharp.Profiling;
using NormSharp.Tensors;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench batchnorm</c>: batch normalization with its activation, in training.</summary>
internal sealed class BenchBatchNormCommand : MeasuringCommand
{
    // Input, output and both gradients.
    private const int Tensors = 4;

    private static readonly int[] DefaultShape = [64, 64, 56, 56];

    private readonly Option<int[]?> _shape = ExtentsOption.Create(
        "--shape", "N,C,H,W", 2, 5, "64,64,56,56", "The input: batch, channels, and up to three more extents. Default: 64,64,56,56.");

    private readonly Option<ActivationKind?> _activation = Choices.Activation.Option(
        "--activation", "What follows in the same pass over memory. Default: nothing.");

    public BenchBatchNormCommand()
        : base("batchnorm", "batch normalization and its activation, forward and backward")
    {
        AddGroup("Layer", _shape, _activation);
        AddMeasurement();
        AddGroup("What to tell", Algorithms);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("bench batchnorm --shape 64,64,56,56 --activation relu", "Behind a convolution of a residual network."),
        new("bench batchnorm --shape 256,120 --activation sigmoid --threads 1", "Behind a fully connected layer."),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "The layer is in training mode. GB/s count a tensor read or written 3 times forward (statistics; normalize) and 8 times in "
            + "all, which is what the passes over memory "
        + "cannot do without when the tensor exceeds the caches.",
        LimitNote,
    ];

    protected override Func<Bench, BenchmarkReport> Prepare(ParseResult parsed, Screen screen)
    {
        Shape shape = Shape.Create(parsed.GetValue(_shape) is { Length: > 0 } given ? given : DefaultShape);
        string extents = string.Join(',', shape);
        if (shape.ElementCount == shape[1])
        {
            throw new UsageException($"--shape is {extents}: one value a channel has no variance; batch normalization needs at least two");
        }

        MemoryNeed.Check($"--shape {extents}", (double)Tensors * shape.ElementCount);
        ActivationKind activation = parsed.GetValue(_activation) ?? ActivationKind.Identity;
        string? name = activation == ActivationKind.Identity ? null : Choices.Activation.NameOf(activation);
        var sizes = new JsonObject
        {
            ["shape"] = new JsonArray([.. shape.Select(extent => (JsonNode)extent)]),
            ["activation"] = name ?? "none",
        };
        string title = name is null
            ? Messages.Of($"batch normalization of {string.Join('×', shape)}")
            : Messages.Of($"batch normalization and {name} of {string.Join('×', shape)}");
        bool comparesAlgorithms = parsed.GetValue(Algorithms);
        return bench =>
        {
            var benchmark = new BatchNormBenchmark(shape, activation);
            BenchmarkResult result = benchmark.Run(bench.Threads, bench.Options, bench.Token);
            return new BenchmarkReport("batchnorm", title, sizes, result, bench.Limits)
            {
                Algorithms = comparesAlgorithms ? benchmark.RunAlgorithms(bench.Threads, bench.Options, bench.Token) : null,
            };
        };
    }
}
