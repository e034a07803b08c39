using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NormSharp.Peer;

/// <summary>Times work as <c>normsharp bench</c> does: a warm-up, then repetitions, of which very short ones are timed together.</summary>
internal static class Clock
{
    private const double WarmUpSeconds = 0.5;
    private const double ShortestSampleSeconds = 0.0005;
    private const double TrialSeconds = 0.3;
    private const int LeastWarmUps = 3;
    private const int LeastRepetitions = 5;

    /// <summary>Measures the work that a short trial shows to be the fastest.</summary>
    /// <param name="candidates">The same work in several ways, by name.</param>
    /// <param name="arguments">For how long.</param>
    /// <returns>What <c>normsharp bench --json</c> answers, and the name that was chosen.</returns>
    public static JsonObject Fastest(IReadOnlyList<(string Name, Action Work)> candidates, Arguments arguments)
    {
        double trial = Math.Min(TrialSeconds, arguments.Seconds);
        (string name, Action work) = candidates.Count == 1
            ? candidates[0]
            : candidates.MinBy(candidate => Median(Samples(candidate.Work, trial, null, trial)));
        List<double> samples = Samples(work, arguments.Seconds, arguments.Repetitions, Math.Min(WarmUpSeconds, arguments.Seconds / 2));
        return new JsonObject
        {
            ["median_ms"] = Median(samples),
            ["min_ms"] = samples.Min(),
            ["max_ms"] = samples.Max(),
            ["mean_ms"] = samples.Average(),
            ["repetitions"] = samples.Count,
            ["chosen"] = name,
        };
    }

    private static List<double> Samples(Action work, double seconds, int? repetitions, double warmUp)
    {
        double shortest = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < LeastWarmUps || Stopwatch.GetElapsedTime(start).TotalSeconds < warmUp; i++)
        {
            shortest = Math.Min(shortest, Time(work, 1));
        }

        int together = (int)Math.Clamp(Math.Ceiling(ShortestSampleSeconds / Math.Max(shortest, 1e-9)), 1, 100_000);
        var samples = new List<double>();
        for (double spent = 0; repetitions is int wanted ? samples.Count < wanted : samples.Count < LeastRepetitions || spent < seconds;)
        {
            double elapsed = Time(work, together);
            spent += elapsed;
            samples.Add(1000 * elapsed / together);
        }

        return samples;
    }

    private static double Median(List<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Time(Action work, int together)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < together; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
