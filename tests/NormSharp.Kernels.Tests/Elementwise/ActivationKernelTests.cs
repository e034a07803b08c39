using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Elementwise;

[Trait("Kind", "Kernel")]
public class ActivationKernelTests
{
    // Relative where the formula keeps relative precision; absolute for GELU's 1 + erf and for 1 − y, which cancel.
    private const double Relative = 5e-7;
    private const double Absolute = 5e-7;

    public static TheoryData<Activation> Activations =>
    [
        .. Enum.GetValues<ActivationKind>().Select(kind => new Activation(kind, 0.2f) { Lower = -0.4f, Upper = 1.5f }),
        new Activation(ActivationKind.LeakyRelu, -0.5f),
    ];

    [Theory]
    [MemberData(nameof(Activations))]
    public void ValuesAreTheReferences(Activation activation)
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.WithSpecials(length, 1, 9f);
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                ActivationKernel.Apply(team, activation, x, result);
                return result;
            });
            double[] expected = [.. x.Select(v => ReferenceActivation.Apply(activation, (double)v))];
            bool cancels = activation.Kind is ActivationKind.Gelu or ActivationKind.Elu;
            TestNumbers.AssertClose(expected, y, Relative, cancels ? Absolute : 3e-45);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void GradientsAreTheReferences(Activation activation)
    {
        using var team = new ThreadTeam(2);
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.Uniform(length, 2, 6f);
            float[] dy = TestNumbers.Uniform(length, 3);
            float[] y = new float[length];
            ActivationKernel.Apply(team, activation, x, y);
            float[] dx = new float[length];
            ActivationKernel.Gradient(
                team,
                activation,
                ActivationKernel.GradientNeedsInput(activation) ? x : [],
                ActivationKernel.GradientNeedsOutput(activation) ? y : [],
                dy,
                dx);
            double[] expected = [.. x.Select((v, i) => ReferenceActivation.Gradient(activation, v, (double)dy[i]))];
            TestNumbers.AssertClose(expected, dx, Relative, Absolute);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void ReferenceGradientIsTheSlopeOfTheReference(Activation activation)
    {
        foreach (double x in new[] { -4.1, -1.3, -0.2, 0.3, 0.9, 2.7 })
        {
            const double Step = 1e-6;
            double slope = (ReferenceActivation.Apply(activation, x + Step) - ReferenceActivation.Apply(activation, x - Step)) / (2 * Step);
            Assert.Equal(slope * 1.7, ReferenceActivation.Gradient(activation, x, 1.7), 1e-8);
        }
    }

    [Theory]
    [InlineData(ActivationKind.Relu)]
    [InlineData(ActivationKind.LeakyRelu)]
    public void SlopeAtZeroIsTheLeftOneAndNaNPasses(ActivationKind kind)
    {
        using var team = new ThreadTeam(1);
        var activation = new Activation(kind, 0.25f);
        float[] x = [0f, -1f, 2f, float.NaN];
        float[] y = new float[4];
        ActivationKernel.Apply(team, activation, x, y);
        Assert.True(float.IsNaN(y[3]));
        float[] dx = new float[4];
        ActivationKernel.Gradient(team, activation, x, y, [8f, 8f, 8f, float.NaN], dx);
        float left = kind == ActivationKind.Relu ? 0f : 2f;
        Assert.Equal([left, left, 8f, float.NaN], dx);
    }

    [Fact]
    public void TheErrorFunctionOfTheReferenceIsRight()
    {
        // Abramowitz and Stegun, table 7.1.
        Assert.Equal(0.5204998778, ReferenceMath.Erf(0.5), 1e-10);
        Assert.Equal(0.8427007929, ReferenceMath.Erf(1.0), 1e-10);
        Assert.Equal(0.9953222650, ReferenceMath.Erf(2.0), 1e-10);
        Assert.Equal(-0.9999779095, ReferenceMath.Erf(-3.0), 1e-10);
    }
}
