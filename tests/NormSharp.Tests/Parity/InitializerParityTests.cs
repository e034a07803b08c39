using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Gains, fans and the spread of freshly drawn parameters against PyTorch's formulas.</summary>
public sealed class InitializerParityTests
{
    private static readonly FixtureFile Fixture = FixtureFile.Load("initializers");

    [Fact]
    public void Gains_agree()
    {
        double slope = Fixture.Case("gain_leaky_relu").Number("slope");
        double[] ours = [Gain.Linear, Gain.Linear, Gain.Tanh, Gain.Relu, Gain.LeakyRelu(slope)];
        string[] names = ["identity", "sigmoid", "tanh", "relu", "leaky_relu"];
        Assert.All(ours.Zip(names), pair => Assert.Equal(Fixture[$"gain_{pair.Second}/gain"].Scalar, pair.First, 1e-15));
    }

    [Theory]
    [InlineData("fan_linear")]
    [InlineData("fan_convolution")]
    [InlineData("fan_grouped")]
    public void Fans_and_spreads_agree(string name)
    {
        FixtureCase fixture = Fixture.Case(name);
        Shape shape = Shape.Create([.. fixture.Options["shape"]!.AsArray().Select(extent => (int)extent!)]);
        Assert.Equal((fixture["fanIn"].Scalar, fixture["fanOut"].Scalar), Initializer.Fans(shape));
        CheckUniform(Initializer.XavierUniform(), shape, fixture["xavierUniformBound"].Scalar);
        CheckUniform(Initializer.KaimingUniform(), shape, fixture["kaimingUniformReluBound"].Scalar);
        CheckUniform(Initializer.KaimingUniform(1, FanMode.FanOut), shape, Math.Sqrt(3 / fixture["fanOut"].Scalar));
        CheckNormal(Initializer.XavierNormal(), shape, fixture["xavierNormalDeviation"].Scalar);
        CheckNormal(Initializer.KaimingNormal(), shape, fixture["kaimingNormalReluDeviation"].Scalar);
    }

    [Fact]
    public void Fresh_layers_are_drawn_from_the_default_bounds()
    {
        var linear = new Linear(64, 500);
        AssertUniform(linear.Weight.ToArray(), Fixture["default_linear/weightBound"].Scalar);
        AssertUniform(linear.Bias!.ToArray(), Fixture["default_linear/biasBound"].Scalar);
        var convolution = new Conv2d(8, 200, 5, new Conv2dOptions { Groups = 2 });
        AssertUniform(convolution.Weight.ToArray(), Fixture["default_conv2d/weightBound"].Scalar);
        AssertUniform(convolution.Bias!.ToArray(), Fixture["default_conv2d/biasBound"].Scalar);
    }

    private static void CheckUniform(Initializer initializer, Shape shape, double bound) => AssertUniform(Draw(initializer, shape), bound);

    private static void CheckNormal(Initializer initializer, Shape shape, double deviation)
    {
        float[] values = Draw(initializer, shape);
        double measured = Math.Sqrt(values.Average(value => (double)value * value));

        // Five standard errors of a deviation, which is σ/√(2n).
        Assert.InRange(measured / deviation, 1 - (5 / Math.Sqrt(2.0 * values.Length)), 1 + (5 / Math.Sqrt(2.0 * values.Length)));
        Assert.True(values.Max(value => Math.Abs(value)) > 1.8 * deviation, "a normal distribution has tails");
    }

    /// <summary>No value is beyond the bound, some come close to it, and they spread as U(±bound) does: σ = bound/√3.</summary>
    private static void AssertUniform(float[] values, double bound)
    {
        double largest = values.Max(value => Math.Abs(value));
        Assert.InRange(largest / bound, 1 - (8.0 / values.Length), 1 + 1e-6);
        double measured = Math.Sqrt(3 * values.Average(value => (double)value * value));
        Assert.InRange(measured / bound, 1 - (5 / Math.Sqrt(5.0 * values.Length)), 1 + (5 / Math.Sqrt(5.0 * values.Length)));
        Assert.InRange(values.Average() / bound, -5 / Math.Sqrt(3.0 * values.Length), 5 / Math.Sqrt(3.0 * values.Length));
    }

    private static float[] Draw(Initializer initializer, Shape shape)
    {
        var values = new float[shape.ElementCount];
        initializer.Fill(values, shape, new Philox(7, 0));
        return values;
    }
}
