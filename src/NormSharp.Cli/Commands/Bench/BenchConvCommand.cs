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

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench conv</c>: a convolution with its gradients.</summary>
internal sealed class BenchConvCommand : MeasuringCommand
{
    private static readonly int[] DefaultInput = [32, 64, 56, 56];

    private readonly Option<int[]?> _input = ExtentsOption.Create(
        "--input", "N,C,H,W", 4, 4, "32,64,56,56", "Batch, channels, rows and columns of the input. Default: 32,64,56,56.");

    private readonly Option<int?> _filters = NumberOption.AtLeast("--filters", 1, "Output channels. Default: as many as the input has.");

    private readonly Option<int?> _kernel = NumberOption.AtLeast("--kernel", 1, "Rows and columns of a filter. Default: 3.");

    private readonly Option<int?> _padding = NumberOption.AtLeast("--padding", 0, "Zeros on each side. Default: 0.");

    private readonly Option<int?> _stride = NumberOption.AtLeast("--stride", 1, "Pixels from window to window. Default: 1.");

    public BenchConvCommand()
        : base("conv", "a convolution, forward and with both gradients")
    {
        AddGroup("Layer", _input, _filters, _kernel, _padding, _stride);
        AddMeasurement();
        AddGroup("What to tell", Algorithms);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("bench conv --input 32,64,56,56 --filters 64 --kernel 3 --padding 1", "A convolution of a residual network."),
        new("bench conv --input 256,6,12,12 --filters 16 --kernel 5 --threads 1", "LeNet's second on one thread."),
        new("bench conv --input 256,6,12,12 --filters 16 --kernel 5 --algorithms", "The same by every algorithm that can compute it."),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "GFLOP/s count two operations a multiply-add of the direct formula, also where an algorithm needs fewer.",
        LimitNote,
    ];

    protected override Func<Bench, BenchmarkReport> Prepare(ParseResult parsed, Screen screen)
    {
        int[] input = parsed.GetValue(_input) is { Length: > 0 } given ? given : DefaultInput;
        int kernel = parsed.GetValue(_kernel) ?? 3;
        int padding = parsed.GetValue(_padding) ?? 0;
        int stride = parsed.GetValue(_stride) ?? 1;
        int filters = parsed.GetValue(_filters) ?? input[1];
        int least = Math.Min(input[2], input[3]);
        if (kernel > least + (2L * padding))
        {
            throw new UsageException(
                $"--kernel is {kernel}, but the input of {input[2]}×{input[3]} with padding {padding} has only "
                    + $"{least + (2L * padding)} pixels on a side");
        }

        string what = $"--input {string.Join(',', input)} --filters {filters} --kernel {kernel} --padding {padding} --stride {stride}";
        long height = ((input[2] + (2L * padding) - kernel) / stride) + 1;
        long width = ((input[3] + (2L * padding) - kernel) / stride) + 1;
        double x = (double)input[0] * input[1] * input[2] * input[3];
        double weight = (double)filters * input[1] * kernel * kernel;
        double y = (double)input[0] * filters * height * width;
        MemoryNeed.Check(what, 2 * (x + weight + y));
        MemoryNeed.CheckTensor(what, weight, y);
        var geometry = new ConvolutionGeometry(new(input[0], input[1], input[2], input[3], filters, kernel, kernel)
        {
            StrideHeight = stride,
            StrideWidth = stride,
            PaddingHeight = padding,
            PaddingWidth = padding,
        });
        var sizes = new JsonObject
        {
            ["input"] = new JsonArray([.. input.Select(extent => (JsonNode)extent)]),
            ["filters"] = filters,
            ["kernel"] = kernel,
            ["padding"] = padding,
            ["stride"] = stride,
        };
        string title = Messages.Of(
            $"convolution of {string.Join('×', input)}, {filters} filters of {kernel}×{kernel}, padding {padding}, stride {stride}");
        bool comparesAlgorithms = parsed.GetValue(Algorithms);
        return bench =>
        {
            var benchmark = new ConvolutionBenchmark(geometry);
            BenchmarkResult result = benchmark.Run(bench.Threads, bench.Options, bench.Token);
            return new BenchmarkReport("conv", title, sizes, result, bench.Limits)
            {
                Algorithms = comparesAlgorithms ? benchmark.RunAlgorithms(bench.Threads, bench.Options, bench.Token) : null,
            };
        };
    }
}
