using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization.Rows;

[Trait("Kind", "Kernel")]
public class NormalizeRowsTests
{
    private const double Tolerance = 2e-6;

    /// <summary>Lengths around every vector length; one, several and cut blocks of rows; rows of several cells.</summary>
    public static TheoryData<int, int> Extents => new(
        (0, 5), (1, 1), (7, 1), (5, 2), (9, 15), (9, 16), (9, 17), (4, 31), (4, 33), (3, 49), (1, 1000), (300, 33), (131, 70),
        (2, 4096), (3, 4097), (2, 9001), (2500, 3), (40, 600));

    [Theory]
    [MemberData(nameof(Extents))]
    public void EveryExtent(int rows, int length)
    {
        foreach (bool centered in new[] { true, false })
        {
            Check(new RowCase(new RowExtent(rows, length), centered, new Activation(ActivationKind.Relu)));
            Check(new RowCase(new RowExtent(rows, length), centered, Activation.Identity, affine: false));
        }
    }

    [Theory]
    [InlineData(ActivationKind.Identity)]
    [InlineData(ActivationKind.LeakyRelu)]
    [InlineData(ActivationKind.Sigmoid)]
    [InlineData(ActivationKind.Tanh)]
    [InlineData(ActivationKind.Gelu)]
    [InlineData(ActivationKind.Silu)]
    public void EveryActivation(ActivationKind kind)
    {
        foreach (bool centered in new[] { true, false })
        {
            Check(new RowCase(new RowExtent(11, 77), centered, new Activation(kind)));
            Check(new RowCase(new RowExtent(11, 77), centered, new Activation(kind), affine: false));
        }
    }

    [Theory]
    [InlineData(64, 784, 1e4, 1e-2)]
    [InlineData(256, 40, -1e4, 1e-2)]
    [InlineData(6, 9000, 1e3, 1e-3)]
    public void FarFromZeroVarianceAndOutputStayExact(int rows, int length, double mean, double deviation) =>
        Check(new RowCase(new RowExtent(rows, length), centered: true, Activation.Identity, mean: mean, deviation: deviation));

    /// <summary>The first pass starts from a row's first number; one that is far from all others is the worst case.</summary>
    [Fact]
    public void AnOutlierInFrontCostsLittle()
    {
        var rows = new RowCase(new RowExtent(5, 4096), centered: true, Activation.Identity, mean: 1e4, deviation: 1e-2);
        for (int row = 0; row < 5; row++)
        {
            rows.X[row * 4096] = 0;
        }

        Check(rows, tolerance: 1e-5);
    }

    [Theory]
    [InlineData(64, 576)]
    [InlineData(333, 33)]
    [InlineData(3, 20000)]
    public void SameBitsOnAnyNumberOfThreads(int rows, int length)
    {
        var batch = new RowCase(new RowExtent(rows, length), centered: true, new Activation(ActivationKind.Gelu));
        using var one = new ThreadTeam(1);
        RowCase.Results expected = batch.Run(one);
        foreach (int threads in new[] { 2, 3, 4 })
        {
            using var team = new ThreadTeam(threads);
            RowCase.Results found = batch.Run(team);
            Assert.Equal(expected.Mean, found.Mean);
            Assert.Equal(expected.InvStd, found.InvStd);
            Assert.Equal(expected.Y, found.Y);
            Assert.Equal(expected.Dx, found.Dx);
            Assert.Equal(expected.DGamma, found.DGamma);
            Assert.Equal(expected.DBeta, found.DBeta);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void NaNAndInfinitySpoilTheirRowOnly(float bad)
    {
        var batch = new RowCase(new RowExtent(3, 40), centered: true, Activation.Identity);
        batch.X[45] = bad;
        using var team = new ThreadTeam(1);
        RowCase.Results found = batch.Run(team);
        Assert.True(found.Y[40..80].All(double.IsNaN));
        Assert.True(found.Y[..40].Concat(found.Y[80..]).All(double.IsFinite));
    }

    [Fact]
    public void ResultsMayOverwriteWhatIsReadOnce()
    {
        var batch = new RowCase(new RowExtent(9, 23), centered: true, new Activation(ActivationKind.Silu));
        using var team = new ThreadTeam(2);
        RowCase.Results expected = batch.Run(team);
        float[] dx = [.. batch.Dy];
        NormalizeRowsGradient.Apply(
            team,
            batch.Extent,
            true,
            new(batch.X, [], dx, new(expected.Mean, expected.InvStd, batch.Gamma, batch.Beta), batch.Activation),
            dx,
            [],
            []);
        Assert.Equal(expected.Dx, Numbers.ToDouble(dx));
        float[] y = [.. batch.X];
        NormalizeRows.Apply(team, batch.Extent, true,
            new RowSpans
            {
                X = y,
                Epsilon = RowCase.Epsilon,
                Gamma = batch.Gamma,
                Beta = batch.Beta,
                Activation = batch.Activation,
                Y = y,
                Mean = expected.Mean,
                InvStd = expected.InvStd,
            });
        Assert.Equal(expected.Y, Numbers.ToDouble(y));
    }

    [Fact]
    public void WrongSizesAreNamed()
    {
        using var team = new ThreadTeam(1);
        var extent = new RowExtent(2, 3);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => NormalizeRows.Apply(team, extent, true,
                new RowSpans
                {
                    X = new float[6],
                    Epsilon = 0,
                    Gamma = new float[2],
                    Beta = [],
                    Activation = default,
                    Y = new float[6],
                    Mean = new double[2],
                    InvStd = new double[2],
                }));
        Assert.Contains("gamma of a normalization has 2 numbers; [2, 3] needs 3.", error.Message);
        Assert.Throws<ArgumentException>(
            () => NormalizeRows.Apply(team, extent, true,
                new RowSpans
                {
                    X = new float[6],
                    Epsilon = 0,
                    Gamma = [],
                    Beta = [],
                    Activation = default,
                    Y = new float[6],
                    Mean = new double[3],
                    InvStd = new double[2],
                }));
        Assert.Throws<ArgumentException>(() => NormalizeRows.Apply(team, new RowExtent(2, 0), true,
            new RowSpans
            {
                X = [],
                Epsilon = 0,
                Gamma = [],
                Beta = [],
                Activation = default,
                Y = [],
                Mean = new double[2],
                InvStd = new double[2],
            }));
        var x = new float[6];
        Assert.Throws<ArgumentException>(
            () =>
                NormalizeRowsGradient.Apply(
                    team, extent, true, new(x, [], new float[6], new(new double[2], new double[2], [], []), default),
                x, [], []));
    }

    private static void Check(RowCase batch, double tolerance = Tolerance)
    {
        using var team = new ThreadTeam(2);
        RowCase.Results found = batch.Run(team);
        RowCase.Results expected = batch.Reference();
        Numbers.AssertClose(found.Mean, expected.Mean, 2e-7);
        Numbers.AssertClose(found.InvStd, expected.InvStd, tolerance);
        Numbers.AssertClose(found.Y, expected.Y, tolerance);
        Numbers.AssertClose(found.DGamma, expected.DGamma, tolerance);
        Numbers.AssertClose(found.DBeta, expected.DBeta, tolerance);

        // Of one or two numbers a row the terms of dx cancel but for ε: rounding is measured against the first of them.
        double first = Norm(batch.Dy.Select((dy, i) => dy * expected.InvStd[i / batch.Extent.RowLength]));
        double difference = Norm(found.Dx.Zip(expected.Dx, (a, b) => a - b));
        double norm = batch.Extent.RowLength > 2 ? Norm(expected.Dx) : first;
        Expect.True(difference <= tolerance * norm, $"dx differs by {difference:g3}, its norm is {norm:g3}.");
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
