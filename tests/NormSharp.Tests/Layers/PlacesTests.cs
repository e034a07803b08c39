using NormSharp.GradientChecking;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;

namespace NormSharp.Tests.Layers;

/// <summary>Maxima and their places, there and back; boxes.</summary>
public sealed class PlacesTests
{
    private static readonly SpatialWindow Pairs = new([2, 2]) { Stride = [2, 2] };

    [Fact]
    public void Places_count_through_the_input()
    {
        var x = Tensor.From([1, 9, 2, 3, 4, 5, 8, 7, 0, -1, -2, -3, -4, -5, -6, 6], [2, 1, 2, 4]);
        Assert.Equal([1f, 6, 8, 15], new MaxPoolPlaces(Pairs, columnMajor: false).Forward(x).ToArray());
        Assert.Equal([2f, 5, 8, 15], new MaxPoolPlaces(Pairs, columnMajor: true).Forward(x).ToArray());
    }

    [Fact]
    public void Of_equals_the_first_in_memory_wins()
    {
        Tensor x = Tensor.Ones([1, 1, 4, 4]);
        var window = new SpatialWindow([3, 3]) { Before = [1, 1], After = [1, 1] };
        float[] places = new MaxPoolPlaces(window, columnMajor: false).Forward(x).ToArray();
        Assert.Equal([0f, 0, 1, 2, 0, 0, 1, 2, 4, 4, 5, 6, 8, 8, 9, 10], places);
    }

    [Fact]
    public void What_was_pooled_goes_back()
    {
        Tensor x = RandomTensor.Normal(1, [2, 3, 4, 6]);
        Tensor maxima = new MaxPool(Pairs).Forward(x);
        Tensor places = new MaxPoolPlaces(Pairs, columnMajor: false).Forward(x);
        float[] back = new MaxUnpool(Pairs, []).Forward(maxima, places).ToArray();
        Assert.Equal(maxima.Length, back.Count(value => value != 0));
        Assert.All(back.Zip(x.ToArray()), pair => Assert.True(pair.First == 0 || pair.First == pair.Second));
        Tensor wider = new MaxUnpool(Pairs, [5, 7]).Forward(maxima, places);
        Assert.Equal([2, 3, 5, 7], wider.Shape);
        Assert.Equal(back, wider.Slice(2, 0, 4).Slice(3, 0, 6).ToArray());
    }

    [Fact]
    public void The_gradient_goes_to_the_value_that_stands()
    {
        Tensor places = Tensor.From([3, 0, 3, 5], [4]);
        Assert.Equal([2f, 0, 0, 3, 0, 4], Tensor.From(1, 2, 3, 4).PutAt(places, [6]).ToArray());
        GradientCheckResult result = GradientCheck.Run(x => x[0].PutAt(places, [6]).Square(), RandomTensor.Normal(1, [4]));
        Assert.True(result.RelativeError <= GradientsOf.Bound, result.ToString());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    public void A_place_outside_is_refused(float place)
        => Assert.Contains(
            "lies outside of 6 numbers",
            Assert.Throws<ArgumentException>(() => Tensor.From(1, 2).PutAt(Tensor.From(0, place), [6])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Boxes_that_cover_each_other_are_dropped()
    {
        Tensor boxes = Tensor.From([0, 0, 2, 2, 0, 0, 2, 1.5f, 5, 5, 6, 6, 6, 6, 5, 5], [1, 4, 4]);
        Tensor scores = Tensor.From([0.5f, 0.9f, 0.3f, 0.3f], [1, 1, 4]);
        Assert.Equal([0f, 0, 1, 0, 0, 2], Kept(new SuppressionSettings(9, 0.5)));
        Assert.Equal([0f, 0, 1, 0, 0, 0, 0, 0, 2], Kept(new SuppressionSettings(9, 0.75)));
        Assert.Equal([0f, 0, 1], Kept(new SuppressionSettings(9, 0.5) { LeastScore = 0.3001 }));
        Assert.Equal([0f, 0, 1], Kept(new SuppressionSettings(1, 0.5)));
        Assert.Empty(Kept(new SuppressionSettings(0, 0.5)));

        float[] Kept(SuppressionSettings settings) => new NonMaxSuppression(settings).Forward(boxes, scores).ToArray();
    }
}
