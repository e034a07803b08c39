using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>The gradient through average pooling and batch normalization as one pass gives the bits of one after the other.</summary>
[Trait("Kind", "Kernel")]
public sealed class PooledGradientTests
{
    private static bool IsTaken => Vector512.IsHardwareAccelerated || Avx2.IsSupported;

    [Theory]
    [InlineData(256, 6, 24, 24, Traits = ["Category", "Exhaustive"])]
    [InlineData(33, 6, 24, 24)]
    [InlineData(40, 16, 8, 8)]
    [InlineData(129, 2, 8, 8)]
    [InlineData(9, 3, 16, 8)]
    [InlineData(8, 4, 8, 24)]
    [InlineData(17, 5, 4, 16)]
    [InlineData(5, 3, 2, 32)]
    [InlineData(3, 2, 16, 16)]
    [InlineData(7, 3, 32, 32)]
    [InlineData(2, 3, 128, 32)]
    [InlineData(3, 1, 168, 24)]
    [InlineData(1, 1, 8, 8)]
    public void One_pass_gives_the_bits_of_two(int batch, int channels, int height, int width) =>
        CheckOnePass(batch, channels, height, width, IsTaken);

    /// <summary>
    /// Rows of any number of vectors of eight, with groups of four vectors that are cut, and cells of more steps than a run.
    /// </summary>
    [Theory]
    [InlineData(9, 3, 12, 24)]
    [InlineData(5, 3, 2, 8)]
    [InlineData(40, 2, 4, 8)]
    [InlineData(7, 2, 6, 8)]
    [InlineData(3, 3, 2, 16)]
    [InlineData(4, 2, 16, 40)]
    [InlineData(2, 2, 8, 64)]
    [InlineData(2, 2, 40, 96)]
    public void One_pass_gives_the_bits_of_two_by_vectors_of_eight(int batch, int channels, int height, int width) =>
        CheckOnePass(batch, channels, height, width, IsTaken && !Vector512.IsHardwareAccelerated);

    private static void CheckOnePass(int batch, int channels, int height, int width, bool isTaken)
    {
        var planes = new Planes(batch, channels, height * width);
        var pooling = new PoolingGeometry(new(batch * channels, height, width, 2, 2, 2, 2));
        Assert.Equal(isTaken, NormalizeGradient.TakesPooled(pooling, MachineDescription.Current));
        if (!isTaken)
        {
            return;
        }

        float[] dPooled = Numbers.Random(7, pooling.OutputLength, 0.3);
        foreach (ActivationKind kind in new[] { ActivationKind.Sigmoid, ActivationKind.Identity, ActivationKind.Relu, ActivationKind.Gelu })
        {
            var data = new BatchNormCase(planes, new Activation(kind), mean: 3, affine: kind != ActivationKind.Identity);
            using var one = new ThreadTeam(1);
            (double[] mean, double[] m2) = (new double[channels], new double[channels]);
            ChannelStatistics.Compute(one, planes, data.X, mean, m2);
            double[] invStd = BatchNormCase.InvStd(m2, planes.CountPerChannel);
            float[] y = new float[planes.Length];
            Normalize.Apply(one, planes, data.X, new(mean, invStd, data.Gamma, data.Beta), data.Activation, y);
            float[] dy = new float[planes.Length];
            AveragePooling.Backward(one, pooling, countPadding: true, dPooled, dy);
            (double[] sumDz, double[] sumDzXHat, float[] dx) = (new double[channels], new double[channels], new float[planes.Length]);
            NormalizeGradient.OfBatch(
                one,
                planes,
                new(data.X, y, dy, new(mean, invStd, data.Gamma, data.Beta), data.Activation),
                planes.CountPerChannel,
                new(sumDz, sumDzXHat, dx));
            foreach (int threads in new[] { 1, 2, 3 })
            {
                using var team = new ThreadTeam(threads);
                (double[] foundDz, double[] foundDzXHat, float[] found) = (
                    new double[channels], new double[channels], new float[planes.Length]);
                found.AsSpan().Fill(12345);
                NormalizeGradient.OfPooledBatch(
                    team,
                    planes,
                    pooling,
                    new(data.X, y, dPooled, new(mean, invStd, data.Gamma, data.Beta), data.Activation),
                    planes.CountPerChannel,
                    new(foundDz, foundDzXHat, found));
                Assert.Equal(sumDz, foundDz);
                Assert.Equal(sumDzXHat, foundDzXHat);
                TestNumbers.AssertSameBits(dx, found);
                float[] over = [.. y];
                NormalizeGradient.OfPooledBatch(
                    team,
                    planes,
                    pooling,
                    new(data.X, over, dPooled, new(mean, invStd, data.Gamma, data.Beta), data.Activation),
                    planes.CountPerChannel,
                    new(foundDz, foundDzXHat, over));
                TestNumbers.AssertSameBits(dx, over);
                over = [.. y];
                NormalizeGradient.OfBatch(
                    team,
                    planes,
                    new(data.X, over, dy, new(mean, invStd, data.Gamma, data.Beta), data.Activation),
                    planes.CountPerChannel,
                    new(foundDz, foundDzXHat, over));
                TestNumbers.AssertSameBits(dx, over);
            }
        }
    }

    private static bool Takes(PoolingGeometry pooling) =>
        NormalizeGradient.TakesPooled(pooling, MachineDescription.Forced(MachineDescription.Current.Lanes));

    [Fact]
    public void Windows_and_planes_that_are_taken()
    {
        var fitting = new PoolingGeometry(new(6, 24, 24, 2, 2, 2, 2));
        foreach ((int height, int width) in new[] { (24, 24), (8, 24), (168, 24), (8, 8), (512, 8), (4, 16), (2, 32), (128, 32) })
        {
            Assert.Equal(IsTaken, Takes(new PoolingGeometry(fitting.Sizes with { Height = height, Width = width })));
        }

        foreach ((int height, int width) in new[] { (25, 24), (520, 8), (130, 32), (8, 12) })
        {
            Assert.False(Takes(new PoolingGeometry(fitting.Sizes with { Height = height, Width = width })));
        }

        // Groups of vectors of 512 bits take several rows; vectors of eight one.
        foreach ((int height, int width) in new[] { (12, 24), (4, 8), (2, 16), (16, 40), (8, 64) })
        {
            Assert.Equal(
                IsTaken && !Vector512.IsHardwareAccelerated,
                Takes(new PoolingGeometry(fitting.Sizes with { Height = height, Width = width })));
        }

        Assert.False(Takes(new PoolingGeometry(fitting.Sizes with { KernelHeight = 3 })));
        Assert.False(Takes(new PoolingGeometry(fitting.Sizes with { StrideWidth = 1 })));
        Assert.False(Takes(new PoolingGeometry(fitting.Sizes with { PaddingHeight = 1 })));
        Assert.False(Takes(new PoolingGeometry(fitting.Sizes with { Planes = 1 << 14, Height = 16, Width = 16 })));
    }

    [Fact]
    public void Extents_that_do_not_fit_are_refused()
    {
        using var team = new ThreadTeam(1);
        float[] x = new float[6 * 64];
        double[] c = new double[3];
        void Call(PoolingGeometry pooling, int dPooled, double count) => NormalizeGradient.OfPooledBatch(
            team,
            new Planes(2, 3, 64),
            pooling,
            new(x, x, new float[dPooled], new(c, c, [], []), Activation.Identity),
            count,
            new(new double[3], new double[3], new float[6 * 64]));
        var fitting = new PoolingGeometry(new(6, 8, 8, 2, 2, 2, 2));
        if (IsTaken)
        {
            Call(fitting, 96, 128);
            Assert.Contains("dPooled", Assert.Throws<ArgumentException>(() => Call(fitting, 95, 128)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("rows that vectors divide", Assert.Throws<ArgumentException>((
                ) => Call(fitting, 96, 128)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => Call(fitting, 96, 0));
        Assert.Throws<ArgumentException>(() => Call(new PoolingGeometry(fitting.Sizes with { Planes = 5 }), 80, 128));
        Assert.Throws<ArgumentException>(() => Call(new PoolingGeometry(fitting.Sizes with { Width = 16 }), 192, 128));
        Assert.Throws<ArgumentException>(() => Call(new PoolingGeometry(fitting.Sizes with { StrideWidth = 1 }), 168, 128));
    }
}
