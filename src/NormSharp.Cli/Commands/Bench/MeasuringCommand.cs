using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;
using NormSharp.Profiling;

namespace NormSharp.Cli.Commands.Bench;

/// <summary>A command that measures: its threads and repetitions, the machine's limits, and Ctrl-C.</summary>
internal abstract class MeasuringCommand(string name, string description) : CliCommand(name, description)
{
    // Each of the three loops that find the limits takes this part of the time that the benchmark itself takes.
    private const double LimitsPart = 0.125;
    private const double LongestLimits = 0.5;

    private readonly MeasurementOptionSet _measurement = new();

    /// <summary>Asks for the times of all algorithms.</summary>
    protected Option<bool> Algorithms { get; } = new("--algorithms")
    {
        Description = "Also time every algorithm of each pass, and mark the one that the plan takes, with its reason.",
        Arity = ArgumentArity.Zero,
    };

    /// <summary>The words of the notes that all benchmarks share.</summary>
    protected const string LimitNote =
        "The limit is what this machine can do at most with as many threads: multiply-adds in registers, and copying memory far larger "
            + "than the caches, both measured "
        + "beforehand; a share is taken of whichever binds. Work that stays in the caches can exceed the limit of copying.";

    /// <summary>Checks the command line, and gives what it asks to be measured.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="screen">For people.</param>
    /// <exception cref="UsageException">It asks for what cannot be.</exception>
    protected abstract Func<Bench, BenchmarkReport> Prepare(ParseResult parsed, Screen screen);

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        MeasurementOptions options = _measurement.Read(parsed);
        Func<Bench, BenchmarkReport> measure = Prepare(parsed, screen);
        BenchmarkReport report = Interruptibly(token => screen.Wait("measuring", say =>
        {
            say("measuring the machine's limits");
            MachineLimits limits = Limits(_measurement.Threads(parsed), options, token);
            say("measuring");
            return measure(new Bench(limits, options, token));
        }));
        if (json)
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }
        else
        {
            report.Show(screen);
        }

        return ExitCode.Ok;
    }

    /// <summary>Adds the options that all benchmarks share, after a command's own.</summary>
    protected void AddMeasurement() => AddGroup("Measurement", _measurement.All);

    /// <summary>Threads that compute.</summary>
    protected int Threads(ParseResult parsed) => _measurement.Threads(parsed);

    /// <summary>For how long to measure.</summary>
    /// <exception cref="UsageException">Both ways to say it were given.</exception>
    protected MeasurementOptions Measured(ParseResult parsed) => _measurement.Read(parsed);

    /// <summary>Measures the limits in a part of the time that the benchmark takes.</summary>
    protected static MachineLimits Limits(int threads, MeasurementOptions options, CancellationToken token) =>
        MachineLimits.Measure(threads, Math.Min(LongestLimits, options.Seconds * LimitsPart), token);

    /// <summary>Runs something that Ctrl-C and SIGTERM stop.</summary>
    internal static T Interruptibly<T>(Func<CancellationToken, T> work)
    {
        using var stop = new StopSignal(_ => { });
        try
        {
            return work(stop.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(Messages.Of("stopped before the measurement was complete"), exception, stop.Token);
        }
    }

    /// <summary>What a measurement needs.</summary>
    /// <param name="Limits">The machine's limits at the threads that were asked for.</param>
    /// <param name="Options">For how long.</param>
    /// <param name="Token">Asks to stop.</param>
    protected sealed record Bench(MachineLimits Limits, MeasurementOptions Options, CancellationToken Token)
    {
        /// <summary>Threads that compute.</summary>
        public int Threads => Limits.Threads;
    }
}
