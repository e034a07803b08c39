using NormSharp.Studies.Statistics;

namespace NormSharp.Studies.Tests.Statistics;

public class SampleTests
{
    [Fact]
    public void Deviation_has_the_denominator_of_a_sample()
    {
        var sample = new Sample([1, 2, 4]);
        Assert.Equal(7 / 3.0, sample.Mean, 12);
        Assert.Equal(Math.Sqrt(7 / 3.0), sample.Deviation, 12);
        Assert.Equal((1, 4), (sample.Low, sample.High));
    }

    [Fact]
    public void The_interval_of_three_values_is_students()
    {
        // Mean 2, deviation 1, t(2) = 4.303: 2 ± 4.303/√3.
        (double low, double high) = new Sample([1, 2, 3]).Interval95();
        Assert.Equal(2 - (4.303 / Math.Sqrt(3)), low, 9);
        Assert.Equal(2 + (4.303 / Math.Sqrt(3)), high, 9);
    }

    [Fact]
    public void One_value_decides_nothing()
        => Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), new Sample([1]).Interval95());

    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(30, 2.042)]
    [InlineData(31, 2.040)]
    [InlineData(60, 2.000)]
    [InlineData(1000, 1.962)]
    public void Quantiles_go_on_beyond_the_table(int degrees, double expected)
        => Assert.Equal(expected, StudentT.Quantile975(degrees), 6e-4);

    [Fact]
    public void Differences_are_taken_seed_by_seed()
    {
        Assert.Equal([1, -1], (new Sample([3, 4]) - new Sample([2, 5])).Values);
        Assert.Throws<ArgumentException>(() => new Sample([1]) - new Sample([1, 2]));
    }
}
