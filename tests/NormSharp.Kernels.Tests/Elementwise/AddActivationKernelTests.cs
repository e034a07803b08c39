using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Elementwise;

[Trait("Kind", "Kernel")]
public class AddActivationKernelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(100_003)]
    public void GivesTheBitsOfTwoPasses(int length)
    {
        using var team = new ThreadTeam(2);
        float[] a = TestNumbers.Uniform(length, 1);
        float[] b = TestNumbers.Uniform(length, 2);
        if (length > 2)
        {
            (a[0], a[1], b[2]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        }

        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
        {
            var activation = new Activation(kind, 0.3f);
            float[] expected = new float[length];
            BinaryKernel.Apply(team, BinaryOperation.Add, a, b, expected);
            ActivationKernel.Apply(team, activation, expected, expected);
            float[] inPlace = [.. a];
            AddActivationKernel.Apply(team, activation, inPlace, b, inPlace);
            Assert.Equal(expected, inPlace);
            float[] apart = new float[length];
            AddActivationKernel.Apply(team, activation, a, b, apart);
            Assert.Equal(expected, apart);
        }
    }

    [Fact]
    public void LengthsMustAgree()
    {
        using var team = new ThreadTeam(1);
        Assert.Throws<ArgumentException>(
            () => AddActivationKernel.Apply(team, Activation.Identity, new float[3], new float[2], new float[3]));
        Assert.Throws<ArgumentException>(
            () => AddActivationKernel.Apply(team, Activation.Identity, new float[3], new float[3], new float[2]));
    }
}
