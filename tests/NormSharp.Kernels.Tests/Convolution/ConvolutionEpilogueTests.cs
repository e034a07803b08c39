using NormSharp.Kernels.Convolution;
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
    [MemberData(nameof(ConvolutionGeometries.Named), MemberType = typeof(ConvolutionGeometries))]
    public void GivesTheBitsOfSeparatePasses(string name, object given)
    {
        var g = (ConvolutionGeometry)given;
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
                ConvolutionKernel.Forward(team, g, x, weight, adds ? bias : [], expected);
                if (adds)
                {
                    BinaryKernel.Apply(team, BinaryOperation.Add, expected, residual, expected);
                }

                ActivationKernel.Apply(team, activation, expected, expected);

                float[] actual = new float[g.OutputLength];
                Array.Fill(actual, float.NaN);
                var spans = new ForwardSpans
                {
                    Input = x,
                    Weight = weight,
                    Bias = adds ? bias : [],
                    Residual = adds ? residual : [],
                    Activation = activation,
                    Output = actual,
                };
                ConvolutionKernel.Forward(team, g, spans);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void AShortcutOfAnotherLengthIsRefused()
    {
        using var team = new ThreadTeam(1);
        var g = new ConvolutionGeometry(new(1, 1, 4, 4, 1, 3, 3));
        ArgumentException error = Assert.Throws<ArgumentException>(() => ConvolutionKernel.Forward(
            team, g, new ForwardSpans { Input = new float[16], Weight = new float[9], Residual = new float[3], Output = new float[4] }));
        Assert.Contains("residual", error.Message, StringComparison.Ordinal);
    }
}
