using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Ranks;
using NormSharp.Profiling;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench allreduce</c>: sums of gradients over the ranks that a launcher has started.</summary>
internal sealed class BenchAllReduceCommand : CliCommand
{
    private static readonly int[] Lengths = [256, 4096, 65_536, 262_144, 1_048_576, 4_194_304];

    private readonly Option<int?> _repetitions = NumberOption.AtLeast("--repetitions", 3, "Sums of each size. Default: 20.");

    public BenchAllReduceCommand()
        : base("allreduce", "sums of gradients over ranks, by size: latency and bandwidth") => AddGroup("Measurement", _repetitions);

    public override IReadOnlyList<Example> Examples { get; } =
        [new("launch --ranks 2 -- bench allreduce", "Two processes of this machine.")];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Each size is summed as a bucket of gradients is: exchanged, added in the fixed order, shared. The time is the slowest rank's; "
            + "α + β · bytes is the line through all sizes, each weighed by its relative error.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal) => RankSession.Run(terminal, null, session => Run(parsed, session));

    private int Run(ParseResult parsed, RankSession session)
    {
        if (session.Count == 1)
        {
            throw new UsageException(
                $"there is one rank only; start it as several: {Application.Name} launch --ranks 2 -- bench allreduce");
        }

        List<(long Bytes, double Milliseconds)> points = [];
        long allocated = 0;
        foreach (int length in Lengths)
        {
            (double milliseconds, long bytes) =
                AllReduceBenchmark.Run(session.Communicator, length, parsed.GetValue(_repetitions) ?? 20);
            points.Add((4L * length, milliseconds));
            allocated = Math.Max(allocated, bytes);
        }

        (double alpha, double beta) = AllReduceBenchmark.Fit(points);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonLine.Write(session.Terminal.Output, new JsonObject
            {
                ["benchmark"] = "allreduce",
                ["ranks"] = session.Count,
                ["alpha_ms"] = alpha,
                ["beta_ms_per_mb"] = beta,
                ["bytes_allocated"] = allocated,
                ["points"] = new JsonArray([.. points.Select(point =>
                    (JsonNode)new JsonObject { ["bytes"] = point.Bytes, ["median_ms"] = point.Milliseconds })]),
            });
            return ExitCode.Ok;
        }

        Screen screen = session.Terminal.Screen(quiet: session.Rank > 0);
        screen.Line($"sums over {session.Description}");
        PlainTable table = new PlainTable().Numbers("bytes").Numbers("ms").Numbers("MB/s");
        foreach ((long bytes, double milliseconds) in points)
        {
            table.Add(
                PlainTable.Cell(Format.Count(bytes)),
                PlainTable.Cell($"{milliseconds:0.000}"),
                PlainTable.Cell($"{bytes / 1e3 / milliseconds:0}"));
        }

        table.Show(screen);
        screen.Line($"  α = {alpha:0.000} ms, β = {beta:0.000} ms a MB; a sum allocates {Format.Count(allocated)} bytes");
        return ExitCode.Ok;
    }
}
