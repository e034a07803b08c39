using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>A convolution that adds a shortcut and applies an activation gives the bits of three separate passes.</summary>
[Trait("Kind", "Kernel")]
public class ConvolutionEpilogueTests
{
    private static readonly ActivationKind[] Kinds = Enum.GetValues<ActivationKind>();

    [Theory]
    [MemberData(nameof(ConvolutionTests.Geometries), MemberType = typeof(ConvolutionTests))]
    public void GivesTheBitsOfSeparatePasses(string name, ConvolutionGeometry g)
    {
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        float[] weight = TestNumbers.Uniform(g.WeightLength, 2);
        float[] bias = TestNumbers.Uniform(g.OutChannels, 3);
        float[] residual = TestNumbers.Uniform(g.OutputLength, 4);
        foreach (ActivationKind kind in Kinds)
        {
            var activation = new Activation(kind, 0.3f);
            foreach (bool adds in (bool[])[true, false])
            {
                float[] expected = new float[g.OutputLength];
                Kernels.Convolution.Convolution.Forward(team, g, x, weight, adds ? bias : [], expected);
                if (adds)
                {
                    BinaryKernel.Apply(team, BinaryOperation.Add, expected, residual, expected);
                }

                ActivationKernel.Apply(team, activation, expected, expected);

                float[] actual = new float[g.OutputLength];
                Array.Fill(actual, float.NaN);
                Kernels.Convolution.Convolution.ForwardThen(team, g, x, weight, adds ? bias : [], adds ? residual : [], activation, actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void AShortcutOfAnotherLengthIsRefused()
    {
        using var team = new ThreadTeam(1);
        var g = new ConvolutionGeometry(1, 1, 4, 4, 1, 3, 3);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Kernels.Convolution.Convolution.ForwardThen(
            team, g, new float[16], new float[9], [], new float[3], Activation.Identity, new float[4]));
        Assert.Contains("residual", error.Message, StringComparison.Ordinal);
    }
}
