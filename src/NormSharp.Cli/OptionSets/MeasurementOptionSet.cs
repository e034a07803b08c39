using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Profiling;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options that every benchmark has: threads, and for how long.</summary>
internal sealed class MeasurementOptionSet
{
    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Threads that compute. Default: every core.");

    private readonly Option<double?> _seconds = NumberOption.Positive(
        "--seconds", "Seconds of timed repetitions, at least five of them. Default: 2.");

    private readonly Option<int?> _repetitions = NumberOption.AtLeast("--repetitions", 1, "Exactly so many timed repetitions instead.");

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_threads, _seconds, _repetitions];

    /// <summary>Threads that compute.</summary>
    public int Threads(ParseResult parsed) => parsed.GetValue(_threads) ?? Environment.ProcessorCount;

    /// <summary>For how long.</summary>
    /// <exception cref="UsageException">Both ways to say it were given.</exception>
    public MeasurementOptions Read(ParseResult parsed)
    {
        if (parsed.IsGiven(_seconds) && parsed.IsGiven(_repetitions))
        {
            throw new UsageException("--seconds and --repetitions were both given; choose one");
        }

        var defaults = new MeasurementOptions();
        double seconds = parsed.GetValue(_seconds) ?? defaults.Seconds;
        return defaults with
        {
            Seconds = seconds,
            Repetitions = parsed.GetValue(_repetitions),
            WarmUpSeconds = Math.Min(defaults.WarmUpSeconds, seconds / 2),
        };
    }
}
