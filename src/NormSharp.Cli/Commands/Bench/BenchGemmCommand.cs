using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Profiling;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench gemm</c>: a matrix product.</summary>
internal sealed class BenchGemmCommand : MeasuringCommand
{
    private const int DefaultSize = 1536;

    private readonly Option<int?> _m = NumberOption.AtLeast("--m", 1, $"Rows of the left matrix. Default: {DefaultSize}.");

    private readonly Option<int?> _n = NumberOption.AtLeast("--n", 1, $"Columns of the right matrix. Default: {DefaultSize}.");

    private readonly Option<int?> _k = NumberOption.AtLeast(
        "--k", 1, $"Columns of the left matrix, rows of the right. Default: {DefaultSize}.");

    public BenchGemmCommand()
        : base("gemm", "the product of an M×K and a K×N matrix")
    {
        AddGroup("Sizes", _m, _n, _k);
        AddMeasurement();
        AddGroup("What to tell", Algorithms);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("bench gemm --m 1536 --n 1536 --k 1536", "A large product."),
        new("bench gemm --m 256 --n 512 --k 2304 --threads 1 --json", "A layer's product on one thread, for a script."),
        new("bench gemm --m 256 --n 512 --k 2304 --algorithms", "The same by every algorithm that can compute it."),
    ];

    public override IReadOnlyList<string> Notes => [LimitNote];

    protected override Func<Bench, BenchmarkReport> Prepare(ParseResult parsed, Screen screen)
    {
        int m = parsed.GetValue(_m) ?? DefaultSize;
        int n = parsed.GetValue(_n) ?? DefaultSize;
        int k = parsed.GetValue(_k) ?? DefaultSize;
        string what = $"--m {m} --n {n} --k {k}";
        MemoryNeed.Check(what, ((double)m * k) + ((double)k * n) + ((double)m * n));
        MemoryNeed.CheckTensor(what, (long)m * k, (long)k * n, (long)m * n);
        var sizes = new JsonObject { ["m"] = m, ["n"] = n, ["k"] = k };
        bool comparesAlgorithms = parsed.GetValue(Algorithms);
        return bench =>
        {
            var benchmark = new GemmBenchmark(m, n, k);
            BenchmarkResult result = benchmark.Run(bench.Threads, bench.Options, bench.Token);
            return new BenchmarkReport("gemm", Messages.Of($"matrix product of {m}×{k} and {k}×{n}"), sizes, result, bench.Limits)
            {
                Algorithms = comparesAlgorithms ? benchmark.RunAlgorithms(bench.Threads, bench.Options, bench.Token) : null,
            };
        };
    }
}
