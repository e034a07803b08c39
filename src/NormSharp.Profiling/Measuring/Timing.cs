namespace NormSharp.Profiling;

/// <summary>How long the repetitions of something took.</summary>
public sealed class Timing
{
    private readonly double[] _sorted;

    /// <summary>Keeps the times.</summary>
    /// <param name="milliseconds">One time a repetition, in any order.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Timing(IEnumerable<double> milliseconds)
    {
        _sorted = [.. milliseconds.Order()];
        if (_sorted.Length == 0)
        {
            throw new ArgumentException("a timing needs at least one repetition", nameof(milliseconds));
        }
    }

    /// <summary>How many there were.</summary>
    public int Repetitions => _sorted.Length;

    /// <summary>The middle time, or the mean of the two in the middle.</summary>
    public double MedianMilliseconds => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>The shortest.</summary>
    public double MinimumMilliseconds => _sorted[0];

    /// <summary>The longest.</summary>
    public double MaximumMilliseconds => _sorted[^1];

    /// <summary>All of them over their number.</summary>
    public double MeanMilliseconds => _sorted.Sum() / _sorted.Length;

    /// <summary>Something per second, at the median.</summary>
    /// <param name="amount">How much of it a repetition does.</param>
    public double PerSecond(double amount) => amount / (MedianMilliseconds / 1000);
}
