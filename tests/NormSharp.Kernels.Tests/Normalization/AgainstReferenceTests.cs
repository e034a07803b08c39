using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

[Trait("Kind", "Kernel")]
public class AgainstReferenceTests
{
    private const double Tolerance = 2e-6;

    /// <summary>Both layouts; widths around every vector length; one, several and cut blocks, segments and tasks.</summary>
    public static TheoryData<int, int, int> Extents => new()
    {
        { 4, 1, 1 },
        { 7, 3, 2 },
        { 5, 3, 15 },
        { 5, 2, 16 },
        { 3, 4, 17 },
        { 4, 3, 33 },
        { 2, 2, 49 },
        { 1, 1000, 3 },
        { 1, 3, 16 },
        { 6, 1000, 1 },
        { 300, 33, 1 },
        { 131, 70, 5 },
        { 64, 1, 784 },
        { 9, 6, 576 },
        { 150, 16, 64 },
        { 2, 3, 5000 },
        { 3, 40, 1000 },
        { 1, 2, 70001 },
    };

    [Theory]
    [MemberData(nameof(Extents))]
    public void EveryExtent(int batch, int channels, int spatial)
    {
        Check(new BatchNormCase(new Planes(batch, channels, spatial), new Activation(ActivationKind.Relu)));
    }

    [Theory]
    [InlineData(ActivationKind.Identity)]
    [InlineData(ActivationKind.LeakyRelu)]
    [InlineData(ActivationKind.Sigmoid)]
    [InlineData(ActivationKind.Tanh)]
    [InlineData(ActivationKind.Gelu)]
    [InlineData(ActivationKind.Silu)]
    public void EveryActivationInBothLayouts(ActivationKind kind)
    {
        Check(new BatchNormCase(new Planes(5, 3, 77), new Activation(kind)));
        Check(new BatchNormCase(new Planes(50, 21, 1), new Activation(kind)));
    }

    [Theory]
    [InlineData(77)]
    [InlineData(3)]
    public void WithoutGammaAndBeta(int spatial)
    {
        Check(new BatchNormCase(new Planes(5, 3, spatial), Activation.Identity, affine: false));
        Check(new BatchNormCase(new Planes(5, 3, spatial), new Activation(ActivationKind.Silu), affine: false));
    }

    [Fact]
    public void ANegativeSlopeIsALegalLeakyRelu()
    {
        Check(new BatchNormCase(new Planes(5, 3, 77), new Activation(ActivationKind.LeakyRelu, Slope: -0.5f)));
    }

    private static void Check(BatchNormCase batch)
    {
        using var team = new ThreadTeam(2);
        BatchNormCase.Results found = batch.Run(team);
        BatchNormCase.Results expected = batch.Reference();
        Numbers.AssertClose(found.Mean, expected.Mean, Tolerance);
        Numbers.AssertClose(found.M2, expected.M2, Tolerance);
        Numbers.AssertClose(found.Y, expected.Y, Tolerance);
        Numbers.AssertClose(found.SumDz, expected.SumDz, Tolerance);
        Numbers.AssertClose(found.SumDzXHat, expected.SumDzXHat, Tolerance);
        Numbers.AssertClose(found.Dx, expected.Dx, Tolerance);
        Numbers.AssertClose(found.FixedDx, expected.FixedDx, Tolerance);
    }
}
