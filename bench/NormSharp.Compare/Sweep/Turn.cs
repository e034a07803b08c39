using System.Diagnostics;

namespace NormSharp.Compare.Sweep;

/// <summary>Times work in short turns: other processes had the caches and the clock in between.</summary>
internal static class Turn
{
    private const double WarmUpMilliseconds = 5;
    private const double ShortestSampleMilliseconds = 0.25;
    private const int FewestSamples = 3;

    /// <summary>The median and the shortest time of one repetition, in milliseconds.</summary>
    /// <param name="work">What is timed.</param>
    /// <param name="milliseconds">How long the turn lasts, about.</param>
    public static (double Median, double Shortest) Of(Action work, double milliseconds)
    {
        double shortest = double.PositiveInfinity;
        for (double spent = 0; spent < WarmUpMilliseconds;)
        {
            double once = Time(work, 1);
            shortest = Math.Min(shortest, once);
            spent += once;
        }

        int together = (int)Math.Clamp(Math.Ceiling(ShortestSampleMilliseconds / Math.Max(shortest, 1e-6)), 1, 100_000);
        var samples = new List<double>();
        for (double spent = 0; samples.Count < FewestSamples || spent < milliseconds;)
        {
            double elapsed = Time(work, together);
            spent += elapsed;
            samples.Add(elapsed / together);
        }

        samples.Sort();
        return ((samples[(samples.Count - 1) / 2] + samples[samples.Count / 2]) / 2, samples[0]);
    }

    /// <summary>Repeats work until its machine code is the fast one and its memory is there.</summary>
    public static void WarmUp(Action work, double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            work();
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds);
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
