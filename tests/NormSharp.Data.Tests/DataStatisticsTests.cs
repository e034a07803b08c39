namespace NormSharp.Data.Tests;

public sealed class DataStatisticsTests
{
    [Fact]
    public void A_small_set_worked_by_hand()
    {
        // Channel 0: 0 0 255 255, mean ½, deviation ½. Channel 1: 51 four times.
        InMemoryImageSet set = new("two", new(2, 1, 2), ["a", "b", "c"], [0, 0, 51, 51, 255, 255, 51, 51], [2, 0]);
        DataStatistics statistics = DataStatistics.Compute(set);
        Assert.Equal([0.5f, 0.2f], statistics.Mean);
        Assert.Equal([0.5f, 0f], statistics.Deviation);
        Assert.Equal([1, 0, 1], statistics.ClassCounts);
        Assert.Equal([0.5f, 1f], statistics.ToNormalization().Deviation);
        Assert.Equal(statistics.ToNormalization(), statistics.ToNormalization());
    }

    [Fact]
    public void Fashion_mnist_has_its_known_mean_and_deviation()
    {
        DataSplit split = DataSets.Open(SharedData.Folder("fashion-mnist"));
        Assert.Equal((60_000, 10_000), (split.Train.Count, split.Test.Count));
        Assert.Equal("Ankle boot", split.Train.ClassNames[split.Train.LabelOf(0)]);
        DataStatistics statistics = DataStatistics.Compute(split.Train);
        Assert.Equal(0.2860f, statistics.Mean[0], 5e-5f);
        Assert.Equal(0.3530f, statistics.Deviation[0], 5e-5f);
        Assert.All(statistics.ClassCounts, count => Assert.Equal(6000, count));
    }
}
