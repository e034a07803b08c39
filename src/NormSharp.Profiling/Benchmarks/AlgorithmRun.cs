using NormSharp.Backends;

namespace NormSharp.Profiling;

/// <summary>An algorithm and how it is run.</summary>
/// <param name="Pass">What it computes.</param>
/// <param name="Algorithm">What the plan says of it.</param>
/// <param name="Work">Runs it once.</param>
internal sealed record AlgorithmRun(string Pass, KernelAlgorithm Algorithm, Action Work)
{
    /// <summary>Times each algorithm that accepts the sizes, all together as long as the options say.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<AlgorithmTiming> Time(
        IReadOnlyList<AlgorithmRun> runs, MeasurementOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        int timed = Math.Max(1, runs.Count(run => run.Algorithm.Accepts));
        MeasurementOptions each = options with { Seconds = options.Seconds / timed, WarmUpSeconds = options.WarmUpSeconds / timed };
        return
        [
            .. runs.Select(run => new AlgorithmTiming(
                run.Pass,
                run.Algorithm.Name,
                run.Algorithm.IsChosen,
                run.Algorithm.Reason,
                run.Algorithm.ScratchBytes,
                run.Algorithm.Accepts ? Measurement.Of(run.Work, each, cancellation) : null)),
        ];
    }
}
