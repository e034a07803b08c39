using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Experiments;

/// <summary>The moments of a training at which a study looks at it.</summary>
internal static class TrainingMoments
{
    /// <summary>
    /// Places evenly over 0 to <paramref name="count"/> − 1, both ends among them; all of them where there are no more than wanted.
    /// </summary>
    /// <param name="count">How many places there are.</param>
    /// <param name="wanted">How many to take, at least 2.</param>
    /// <returns>Rising, each once.</returns>
    public static int[] Evenly(int count, int wanted) => count <= wanted
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, wanted).Select(i => (int)Math.Round(i * (count - 1.0) / (wanted - 1)))];

    /// <summary>The mean over the seeds at each place of a course; the place itself where the course is that of the places.</summary>
    public static double[] Means(this CellGroup group, string course) => [.. group.Series(course).Select(sample => sample.Mean)];
}
