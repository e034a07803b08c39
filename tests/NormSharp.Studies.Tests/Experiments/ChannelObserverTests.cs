using NormSharp.Layers;
using NormSharp.Studies.Experiments;
using NormSharp.Tensors;

namespace NormSharp.Studies.Tests.Experiments;

public class ChannelObserverTests
{
    [Fact]
    public void Units_are_measured_one_by_one()
    {
        // Two images of two feature maps of 1×2: the maps lie far apart, and each is narrow.
        ChannelDistribution seen = Observe([1, 3, 100, 100, 5, 7, 104, 104], 2, 2, 1, 2);
        Assert.Equal([4, 102], seen.Means, Near);
        Assert.Equal([Math.Sqrt(5), 2], seen.Deviations, Near);
        Assert.Equal([0, 1, 7], seen.Counts);
    }

    [Fact]
    public void A_wide_mean_does_not_hide_a_narrow_deviation()
        => Assert.Equal(0.0078125, Observe([10_000, 10_000 + 0.015625f], 2, 1).Deviations[0], 1e-9);

    [Fact]
    public void Shifts_are_taken_unit_by_unit_before_they_are_averaged()
    {
        // The units move against each other: pooled over the layer, nothing would have moved.
        var before = new ChannelDistribution([0, 10], [1, 4], []);
        var after = new ChannelDistribution([2, 8], [1.5, 2], []);
        Assert.Equal((2 + 0.5) / 2, before.MeanShift(after), 12);
        Assert.Equal((0.5 + 0.5) / 2, before.DeviationShift(after), 12);
        Assert.Equal(0, before.MeanShift(before));
        Assert.True(double.IsFinite(new ChannelDistribution([0], [0], []).MeanShift(new ChannelDistribution([1], [0], []))));
    }

    private static ChannelDistribution Observe(float[] values, params int[] shape)
    {
        var model = new Sequential(("act1", new Relu()));
        var observer = new ChannelObserver(range: 4, bins: 3);
        model.Observe(observer);
        model.Forward(Tensor.From(values, Shape.Create(shape)));
        return Assert.Single(observer.Layers).Value;
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
