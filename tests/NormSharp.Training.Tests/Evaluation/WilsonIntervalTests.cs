namespace NormSharp.Training.Tests.Evaluation;

public sealed class WilsonIntervalTests
{
    /// <summary>Worked out with Python by the formula.</summary>
    [Theory]
    [InlineData(12, 12, 0.757506, 1)]
    [InlineData(0, 12, 0, 0.242494)]
    [InlineData(50, 100, 0.403832, 0.596168)]
    [InlineData(881, 1000, 0.859459, 0.899625)]
    public void Shares_lie_between_these(int right, int count, double low, double high)
    {
        WilsonInterval interval = WilsonInterval.Of((double)right / count, count);
        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
    }
}
