using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>
/// Results too large for the caches are stored past them, in whole vectors also where two planes meet. In place nothing is: the bits must
/// be those.
/// </summary>
[Trait("Kind", "Kernel")]
public sealed class StreamedPlanesTests
{
    [Theory]
    [InlineData(84, 256, 196, ActivationKind.Relu)]
    [InlineData(1400, 192, 16, ActivationKind.Relu, Traits = ["Category", "Exhaustive"])]
    [InlineData(2050, 128, 17, ActivationKind.Sigmoid)]
    [InlineData(70, 64, 961, ActivationKind.Gelu, Traits = ["Category", "Exhaustive"])]
    public void Planes_meet_within_a_vector(int batch, int channels, int spatial, ActivationKind kind)
    {
        var planes = new Planes(batch, channels, spatial);
        var data = new BatchNormCase(planes, new Activation(kind), mean: 3);
        float[] addend = Numbers.Random(9, planes.Length);
        using var team = new ThreadTeam(2);
        foreach (float[] added in new float[][] { [], addend })
        {
            float[] expected = [.. data.X];
            Forward(team, data, expected, added, expected);
            foreach (int offset in new[] { 0, 7 })
            {
                float[] found = new float[planes.Length + offset];
                Forward(team, data, data.X, added, found.AsSpan(offset));
                Assert.True(expected.AsSpan().SequenceEqual(found.AsSpan(offset)));
                Assert.All(found[..offset], before => Assert.Equal(0, before));
            }
        }
    }

    [Theory]
    [InlineData(84, 256, 196, ActivationKind.Relu)]
    [InlineData(1400, 192, 16, ActivationKind.Identity, Traits = ["Category", "Exhaustive"])]
    [InlineData(2050, 128, 17, ActivationKind.Sigmoid)]
    [InlineData(70, 64, 961, ActivationKind.Gelu, Traits = ["Category", "Exhaustive"])]
    public void So_do_their_gradients(int batch, int channels, int spatial, ActivationKind kind)
    {
        var planes = new Planes(batch, channels, spatial);
        var data = new BatchNormCase(planes, new Activation(kind), mean: 3);
        using var team = new ThreadTeam(2);
        float[] y = new float[planes.Length];
        (double[] mean, double[] invStd) = Forward(team, data, data.X, [], y);
        float[] expected = [.. data.Dy];
        Backward(team, data, y, expected, mean, invStd, expected);
        foreach (int offset in new[] { 0, 7 })
        {
            float[] found = new float[planes.Length + offset];
            Backward(team, data, y, data.Dy, mean, invStd, found.AsSpan(offset));
            Assert.True(expected.AsSpan().SequenceEqual(found.AsSpan(offset)));
            Assert.All(found[..offset], before => Assert.Equal(0, before));
        }
    }

    private static (double[] Mean, double[] InvStd) Forward(
        ThreadTeam team, BatchNormCase data, ReadOnlySpan<float> x, ReadOnlySpan<float> addend, Span<float> y)
    {
        var mean = new double[data.Planes.Channels];
        var m2 = new double[data.Planes.Channels];
        var invStd = new double[data.Planes.Channels];
        NormalizeBatch.Apply(team, data.Planes,
            new BatchSpans
            {
                X = x,
                Epsilon = BatchNormCase.Epsilon,
                Gamma = data.Gamma,
                Beta = data.Beta,
                Addend = addend,
                Activation = data.Activation,
                Mean = mean,
                M2 = m2,
                InvStd = invStd,
                Y = y,
            });
        return (mean, invStd);
    }

    private static void Backward(
        ThreadTeam team, BatchNormCase data, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, double[] mean, double[] invStd,
        Span<float> dx) =>
        NormalizeGradient.OfBatch(
            team,
            data.Planes,
            new(data.X, y, dy, new(mean, invStd, data.Gamma, data.Beta), data.Activation),
            data.Planes.CountPerChannel,
            new(new double[data.Planes.Channels], new double[data.Planes.Channels], dx));
}
