using NormSharp.Tensors;

namespace NormSharp.Tests.Tensors;

public class ShapeTests
{
    [Fact]
    public void Spreads_into_its_extents()
    {
        Shape shape = [2, 3, 4];
        Shape longer = [7, .. shape];
        Assert.Equal([7, 2, 3, 4], longer.ToArray());
        Assert.Equal(24, shape.ElementCount);
        Assert.Equal(1, default(Shape).ElementCount);
        Assert.Equal("[2, 3, 4]", shape.ToString());
    }

    [Theory]
    [InlineData(new[] { 4, 1, 3 }, new[] { 5, 1 }, new[] { 4, 5, 3 })]
    [InlineData(new int[0], new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 1 }, new[] { 0 }, new[] { 0 })]
    public void Broadcasts(int[] a, int[] b, int[] expected)
    {
        Assert.Equal(expected, Shape.Broadcast(Shape.Create(a), Shape.Create(b)).ToArray());
        Assert.Equal(expected, Shape.Broadcast(Shape.Create(b), Shape.Create(a)).ToArray());
    }

    [Fact]
    public void Names_the_dimension_that_does_not_broadcast()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Shape.Broadcast([2, 3, 4], [2, 4]));
        Assert.Contains("dimension 1 is 3 on the left and 2 on the right", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_negative_extents_and_products_that_overflow()
    {
        Assert.Throws<ArgumentException>(() => Shape.Create([2, -1]));
        Assert.Throws<ArgumentException>(() => Shape.Create([1 << 20, 1 << 20]).ElementCount);
    }

    [Fact]
    public void Equals_by_extents()
    {
        Assert.Equal(Shape.Create([1, 2]), Shape.Create([1, 2]));
        Assert.NotEqual(Shape.Create([1, 2]), Shape.Create([2, 1]));
        Assert.Equal(Shape.Create([1, 2]).GetHashCode(), Shape.Create([1, 2]).GetHashCode());
    }
}
