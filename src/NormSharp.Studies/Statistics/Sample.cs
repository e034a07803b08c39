namespace NormSharp.Studies.Statistics;

/// <summary>The values that several seeds gave, in the order of the seeds.</summary>
/// <param name="Values">The values.</param>
internal sealed record Sample(IReadOnlyList<double> Values)
{
    /// <summary>The mean; NaN of nothing.</summary>
    public double Mean => Values.Count == 0 ? double.NaN : Values.Average();

    /// <summary>The standard deviation with the denominator n − 1; 0 of a single value.</summary>
    public double Deviation
    {
        get
        {
            double mean = Mean;
            return Values.Count < 2 ? 0 : Math.Sqrt(Values.Sum(value => (value - mean) * (value - mean)) / (Values.Count - 1));
        }
    }

    /// <summary>The smallest value.</summary>
    public double Low => Values.DefaultIfEmpty(double.NaN).Min();

    /// <summary>The largest value.</summary>
    public double High => Values.DefaultIfEmpty(double.NaN).Max();

    /// <summary>The 95 % interval of the mean by Student's t; the whole line for a single value.</summary>
    public (double Low, double High) Interval95()
    {
        if (Values.Count < 2)
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }

        double half = StudentT.Quantile975(Values.Count - 1) * Deviation / Math.Sqrt(Values.Count);
        return (Mean - half, Mean + half);
    }

    /// <summary>The differences of two samples seed by seed.</summary>
    /// <exception cref="ArgumentException">They have different numbers of values.</exception>
    public static Sample operator -(Sample left, Sample right)
        => left.Values.Count == right.Values.Count
            ? new Sample([.. left.Values.Zip(right.Values, (a, b) => a - b)])
            : throw new ArgumentException($"{left.Values.Count} values against {right.Values.Count}; differences are taken seed by seed");

    /// <summary>The sample with each value mapped.</summary>
    public Sample Map(Func<double, double> map) => new([.. Values.Select(map)]);
}
