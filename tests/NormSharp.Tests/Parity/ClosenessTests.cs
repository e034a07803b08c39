using Xunit.Sdk;

namespace NormSharp.Tests.Parity;

/// <summary>The measure itself must be able to fail.</summary>
public sealed class ClosenessTests
{
    private static readonly FixtureTensor Reference = new([3], [3.0, 0.0, 4.0]);

    [Fact]
    public void The_relative_error_is_the_norm_of_the_difference_over_that_of_the_reference() =>
        Assert.Equal(0.2, Closeness.RelativeError([3, 1, 4], Reference.Values), 1e-12);

    [Fact]
    public void What_is_closer_than_the_bound_passes() => Closeness.Check("x", [3, 0.00004f, 4], Reference);

    [Theory]
    [InlineData(3f, 0.00006f, 4f)]
    [InlineData(3f, float.NaN, 4f)]
    [InlineData(3f, float.PositiveInfinity, 4f)]
    [InlineData(0f, 0f, 0f)]
    public void What_is_farther_fails(float a, float b, float c) =>
        Assert.ThrowsAny<XunitException>(() => Closeness.Check("x", [a, b, c], Reference));

    [Fact]
    public void Another_length_fails() => Assert.ThrowsAny<XunitException>(() => Closeness.Check("x", [3, 0], Reference));

    [Fact]
    public void Against_a_zero_reference_only_the_scale_counts()
    {
        FixtureTensor zero = new([2], [0.0, 0.0]);
        Closeness.CheckAgainstScale("x", [0.9e-5f, 0], zero, scale: 1);
        Assert.ThrowsAny<XunitException>(() => Closeness.CheckAgainstScale("x", [1.1e-5f, 0], zero, scale: 1));
        Assert.ThrowsAny<XunitException>(() => Closeness.Check("x", [1e-9f, 0], zero));
    }

    [Fact]
    public void Fixtures_keep_shapes_types_and_options()
    {
        FixtureFile file = FixtureFile.Load("losses");
        FixtureCase smoothed = file.Case("smoothed");
        Assert.Equal(0.1, smoothed.Number("labelSmoothing"));
        Assert.Equal([7, 10], smoothed["logits"].Shape);
        Assert.All(smoothed["labels"].Integers, label => Assert.InRange(label, 0, 9));
        Assert.Equal(11, file.Cases.Count());
        Assert.Equal(file["smoothed/loss"].Scalar, CrossEntropy(smoothed), 1e-12);
    }

    private static double CrossEntropy(FixtureCase c)
    {
        double[] logits = c["logits"].Values;
        double smoothing = c.Number("labelSmoothing"), sum = 0;
        for (int row = 0; row < 7; row++)
        {
            double[] z = logits[(row * 10)..((row + 1) * 10)];
            double logSum = Math.Log(z.Sum(Math.Exp));
            double target = logSum - z[c["labels"].Integers[row]];
            sum += ((1 - smoothing) * target) + (smoothing * z.Average(value => logSum - value));
        }

        return sum / 7;
    }
}
