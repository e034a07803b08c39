using System.Diagnostics;
using NormSharp.Synchronization;

namespace NormSharp.Profiling;

/// <summary>Times sums over ranks, as gradients are summed, for messages of many sizes.</summary>
internal static class AllReduceBenchmark
{
    /// <summary>The median milliseconds of a sum, the slowest rank's; and the bytes that a warm one allocates.</summary>
    /// <param name="ranks">What joins the ranks.</param>
    /// <param name="length">Numbers of 4 bytes.</param>
    /// <param name="repetitions">How often.</param>
    public static (double Milliseconds, long Bytes) Run(Communicator ranks, int length, int repetitions)
    {
        using IBucketSums sums = ranks.CreateSums([length], ranks.RankCount);
        var values = new float[length];
        var times = new double[repetitions];
        Span<double> slowest = [0];
        var memory = new FewestBytes();
        for (int i = -2; i < repetitions; i++)
        {
            ranks.AllReduce(slowest, MessageMerges.Sum);
            long start = Stopwatch.GetTimestamp();
            memory.Begin();
            sums.Start(0, values);
            sums.Finish(0, values);
            memory.End();
            times[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        slowest[0] = times[repetitions / 2];
        ranks.AllReduce(slowest, static (folded, next) => folded[0] = Math.Max(folded[0], next[0]));
        return (slowest[0], memory.Most(ranks));
    }

    /// <summary>The line that fits best: time = α + β · bytes.</summary>
    /// <returns>α in milliseconds, β in milliseconds a megabyte of 10⁶ bytes.</returns>
    public static (double Alpha, double Beta) Fit(IReadOnlyList<(long Bytes, double Milliseconds)> points)
    {
        // The smallest message is latency alone; the rest is weighed by relative error.
        double alpha = points.Min(point => point.Milliseconds);
        double numerator = 0;
        double denominator = 0;
        foreach ((long bytes, double milliseconds) in points)
        {
            double size = bytes / 1e6 / milliseconds;
            numerator += size * (milliseconds - alpha) / milliseconds;
            denominator += size * size;
        }

        return (alpha, numerator / denominator);
    }
}
