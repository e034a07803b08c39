using System.Diagnostics;

namespace NormSharp.Profiling;

/// <summary>Times work again and again.</summary>
internal static class Measurement
{
    // The clock's own cost, tens of nanoseconds, must not be seen in what is measured.
    private const double ShortestSampleMilliseconds = 0.5;

    private const int LeastWarmUps = 3;
    private const int LeastRepetitions = 5;
    private const int MostRepetitions = 100_000;

    /// <summary>Warms up, then times repetitions; very short work is timed several at once and divided.</summary>
    /// <param name="work">What is measured.</param>
    /// <param name="options">For how long.</param>
    /// <param name="cancellation">Asks to stop between two repetitions.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static Timing Of(Action work, MeasurementOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(options);
        int together = WarmUp(work, options, cancellation);
        var samples = new List<double>();
        double budget = options.Seconds * 1000;
        double spent = 0;
        while (options.Repetitions is int wanted
            ? samples.Count < wanted
            : samples.Count < LeastRepetitions || (spent < budget && samples.Count < MostRepetitions))
        {
            cancellation.ThrowIfCancellationRequested();
            double elapsed = Time(work, together);
            spent += elapsed;
            samples.Add(elapsed / together);
        }

        return new Timing(samples);
    }

    /// <summary>Repeats the work until it is warm.</summary>
    /// <returns>How many repetitions make a sample that the clock can resolve.</returns>
    private static int WarmUp(Action work, MeasurementOptions options, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        double last = double.PositiveInfinity;
        for (int i = 0; i < LeastWarmUps || Stopwatch.GetElapsedTime(start).TotalSeconds < options.WarmUpSeconds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            last = Math.Min(last, Time(work, 1));
        }

        return (int)Math.Clamp(Math.Ceiling(ShortestSampleMilliseconds / Math.Max(last, 1e-6)), 1, 100_000);
    }

    private static double Time(Action work, int together)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < together; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
