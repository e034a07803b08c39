using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>
/// Mean 10⁴, deviation 10⁻²: neighbouring float32 numbers lie a tenth of the deviation apart there, and a mean that is rounded to float32
/// shifts every output by several percent.
/// </summary>
public sealed class FarFromZeroParityTests
{
    public static TheoryData<string, string> Cases => ParityRun.Cases("batchnorm_far_from_zero");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Statistics_are_those_of_double(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("batchnorm_far_from_zero").Case(name);
        using var run = new ParityRun(backend);
        var moments = ChannelMoments.Read(run.Tape.Backend, run.Watch(fixture["x"]).BatchStatistics());
        for (int c = 0; c < moments.Channels; c++)
        {
            AssertRelative(fixture["mean"].Values[c], moments.Mean[c], 1e-10);
            AssertRelative(fixture["populationVariance"].Values[c], moments.PopulationVariance(c), Closeness.Bound);
            AssertRelative(fixture["unbiasedVariance"].Values[c], moments.UnbiasedVariance(c), Closeness.Bound);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_gradients_and_stored_variance_are_those_of_double(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("batchnorm_far_from_zero").Case(name);
        var layer = new BatchNorm(fixture["x"].Shape[1], new BatchNormOptions { Epsilon = fixture.Number("eps"), NewStatisticWeight = 1 });
        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture["x"]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture["dy"]);
        ParityRun.Check("y", y, fixture["y"]);
        run.CheckGradient("dx", x, fixture["dx"]);
        run.CheckGradient("dGamma", layer.Gamma!, fixture["dGamma"]);
        run.CheckGradient("dBeta", layer.Beta!, fixture["dBeta"]);
        ParityRun.Check("running_var", layer.RunningVariance, fixture["unbiasedVariance"]);
        ParityRun.Check("running_mean", layer.RunningMean, fixture["mean"]);
    }

    /// <summary>
    /// A first value that is far from all others, such as a black border before bright pixels, is no good point to measure from.
    /// </summary>
    [Theory]
    [InlineData(new[] { 4096, 2 })]
    [InlineData(new[] { 2, 3, 64, 64 })]
    [InlineData(new[] { 1, 2, 33, 31 })]
    [InlineData(new[] { 64, 3, 5, 3 })]
    public void A_first_value_far_from_the_rest_costs_little(int[] extents)
    {
        float[] values = RandomTensor.Normal(5, Shape.Create(extents)).ToArray();
        int channels = extents[1];
        int spatial = extents.Skip(2).Aggregate(1, (product, extent) => product * extent);
        var byChannel = new List<double>[channels];
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / spatial % channels;
            bool first = byChannel[channel] is null;
            values[i] = first ? 0 : 10_000f + (0.01f * values[i]);
            (byChannel[channel] ??= []).Add(values[i]);
        }

        using var run = new ParityRun("cpu");
        var moments = ChannelMoments.Read(run.Tape.Backend, run.Tape.Input(values, Shape.Create(extents)).BatchStatistics());
        for (int c = 0; c < channels; c++)
        {
            double mean = byChannel[c].Average();
            AssertRelative(mean, moments.Mean[c], 1e-6);
            AssertRelative(byChannel[c].Average(value => (value - mean) * (value - mean)), moments.PopulationVariance(c), 1e-3);
        }
    }

    private static void AssertRelative(double expected, double actual, double bound)
    {
        double error = Math.Abs(actual - expected) / Math.Abs(expected);
        TestContext.Current.TestOutputHelper?.WriteLine($"{error:E1}");
        Expect.True(error <= bound, $"{actual:R} differs from {expected:R} by {error:E2}, more than {bound:E0}.");
    }
}
