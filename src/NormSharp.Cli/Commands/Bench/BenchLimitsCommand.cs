using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;
using NormSharp.Profiling;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench limits</c>: what this machine can do at most.</summary>
internal sealed class BenchLimitsCommand : CliCommand
{
    private readonly Option<int?> _threads = NumberOption.AtLeast(
        "--threads", 1, "The most threads to try; so are 1, 2, 4, … below. Default: every core.");

    private readonly Option<double?> _seconds = NumberOption.Positive(
        "--seconds", "Seconds for each loop at each number of threads. Default: 1.");

    public BenchLimitsCommand()
        : base("limits", "this machine's peak of multiply-adds and bandwidth of copying")
    {
        AddGroup("Measurement", _threads, _seconds);
    }

    public override IReadOnlyList<Example> Examples { get; } =
        [new("bench limits", "On 1, 2, 4, … threads up to every core."), new("bench limits --threads 1 --json", "For a script.")];

    public override IReadOnlyList<string> Notes =>
    [
        "Multiply-adds run in registers, at the widest vectors that are on; a copy reads and writes memory far larger than the caches, "
            + "with ordinary or streaming stores, "
        + "whichever is faster. The fastest repetition counts: everything else on the machine only slows.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        double seconds = parsed.GetValue(_seconds) ?? 1;
        int most = parsed.GetValue(_threads) ?? Environment.ProcessorCount;
        List<MachineLimits> limits = MeasuringCommand.Interruptibly(token => screen.Wait("measuring the machine's limits", _ =>
            Counts(most).Select(threads => MachineLimits.Measure(threads, seconds, token)).ToList()));
        if (json)
        {
            JsonLine.Write(terminal.Output, ToJson(limits));
            return ExitCode.Ok;
        }

        screen.Line($"[bold]limits of {Markup.Escape(HostInfo.Current.Processor)}[/], {InstructionSet.Name} vectors");
        PlainTable table = new PlainTable().Numbers("threads").Numbers("multiply-adds").Numbers("copying");
        foreach (MachineLimits limit in limits)
        {
            table.Add(
                PlainTable.Cell(Format.Count(limit.Threads)),
                PlainTable.Strong($"{BenchmarkReport.Number(limit.Gflops)} GFLOP/s"),
                PlainTable.Strong($"{BenchmarkReport.Number(limit.GigabytesPerSecond)} GB/s"));
        }

        table.Show(screen);
        return ExitCode.Ok;
    }

    /// <summary>1, 2, 4, … and the most itself.</summary>
    internal static List<int> Counts(int most)
    {
        List<int> counts = [];
        for (int threads = 1; threads < most; threads = threads > int.MaxValue / 2 ? most : 2 * threads)
        {
            counts.Add(threads);
        }

        counts.Add(most);
        return counts;
    }

    private static JsonObject ToJson(List<MachineLimits> limits)
    {
        MachineLimits last = limits[^1];
        var json = new JsonObject
        {
            ["benchmark"] = "limits",
            ["processor"] = HostInfo.Current.Processor,
            ["instruction_set"] = InstructionSet.Name,
            ["threads"] = last.Threads,
            ["gflops"] = last.Gflops,
            ["gb_per_second"] = last.GigabytesPerSecond,
            ["copy_bytes"] = MachineLimits.CopyBytes,
        };
        BenchmarkReport.AddTiming(json, last.Copy);
        json["by_threads"] = new JsonArray(
        [
            .. limits.Select(limit => new JsonObject
            {
                ["threads"] = limit.Threads,
                ["gflops"] = limit.Gflops,
                ["gb_per_second"] = limit.GigabytesPerSecond,
            }),
        ]);
        return json;
    }
}
