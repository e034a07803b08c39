using System.Diagnostics;
using NormSharp.Backends;

namespace NormSharp.Profiling;

/// <summary>Times steps that load a batch and compute on it, and says where the time goes.</summary>
internal static class StepBenchmark
{
    /// <summary>Measures steps, then counts one step's work.</summary>
    /// <param name="source">Where batches come from.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="on">Makes the computation on a backend.</param>
    /// <param name="options">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    public static BenchmarkResult Run(
        BatchSource source, Backend backend, Func<Backend, Computation> on, MeasurementOptions options, CancellationToken cancellation)
    {
        Timing timing;
        using (Computation computation = on(backend))
        {
            timing = Measurement.Of(() => Step(computation), options, cancellation);
        }

        var times = new KernelTimes();
        using var counting = new TimedBackend(backend, times);
        using Computation counted = on(counting);

        // What is done once, to prepare, is not the step's.
        times.Clear();
        counted.Run();
        return new BenchmarkResult(timing, new Work(times.Work.Operations, 0), Images: source.Batch.Count);

        void Step(Computation computation)
        {
            source.Load();
            computation.Run();
        }
    }

    /// <summary>Times each kernel of as many steps as the options ask for.</summary>
    public static KernelProfile ByKernel(
        BatchSource source, Backend backend, Func<Backend, Computation> on, MeasurementOptions options, CancellationToken cancellation)
    {
        var times = new KernelTimes();
        using var timed = new TimedBackend(backend, times);
        using Computation computation = on(timed);
        long loading = 0;
        Measurement.Of(Step, options with { Repetitions = 1 }, cancellation);
        times.Clear();
        loading = 0;
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            Step();
            steps++;
        }
        while (options.Repetitions is int wanted ? steps < wanted : Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds);
        double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new KernelProfile(
            total / steps,
            1000.0 * loading / Stopwatch.Frequency / steps,
            [.. times.All.Select(
                time => time with
                {
                    Calls = time.Calls / steps,
                    Milliseconds = time.Milliseconds / steps,
                    Work = (1.0 / steps) * time.Work,
                })]);

        void Step()
        {
            long begin = Stopwatch.GetTimestamp();
            source.Load();
            loading += Stopwatch.GetTimestamp() - begin;
            computation.Run();
        }
    }
}
