using NormSharp.Charts;
using NormSharp.Studies.Statistics;

namespace NormSharp.Studies.Cells;

/// <summary>One cell over all its seeds.</summary>
/// <param name="Runs">The runs, in the order of the seeds.</param>
internal sealed record CellGroup(IReadOnlyList<CellRun> Runs)
{
    /// <summary>A number over the seeds.</summary>
    /// <exception cref="KeyNotFoundException">The cell has no such number.</exception>
    public Sample Metric(string name) => new([.. Runs.Select(run => run.Result.Metrics[name])]);

    /// <summary>A course over the seeds: one sample for each of its places.</summary>
    /// <exception cref="KeyNotFoundException">The cell has no such course.</exception>
    public IReadOnlyList<Sample> Series(string name)
    {
        double[][] courses = [.. Runs.Select(run => run.Result.Series[name])];
        return [.. Enumerable.Range(0, courses.Min(course => course.Length))
            .Select(i => new Sample([.. courses.Select(course => course[i])]))];
    }

    /// <summary>A course as the points of a line: the mean, with a band from the smallest to the largest seed.</summary>
    /// <param name="name">The course.</param>
    /// <param name="x">The abscissa of each place; 1, 2, 3, … when null.</param>
    public IReadOnlyList<ChartPoint> Points(string name, IReadOnlyList<double>? x = null)
        => [.. Series(name).Select((sample, i) => Point(x is null ? i + 1 : x[i], sample))];

    /// <summary>A sample as a point of a line.</summary>
    public static ChartPoint Point(double x, Sample sample) => new(x, sample.Mean, sample.Low, sample.High);

    /// <summary>A number as a bar with a whisker from the smallest to the largest seed.</summary>
    public Bar Bar(string metric)
    {
        Sample sample = Metric(metric);
        return new Bar(sample.Mean, sample.Low, sample.High);
    }
}
