using NormSharp.Kernels.Optimizers;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Optimizers;

/// <summary>One parameter over three steps, against the values that pytorch_steps.py prints.</summary>
[Trait("Kind", "Kernel")]
public class PyTorchStepsTests
{
    private const double Tolerance = 2e-7;

    private static readonly float[] Gradients = [0.5f, -0.25f, 1.0f];

    [Theory]
    [InlineData(0.0, 0.0, false, 0.0, 0.625000000000)]
    [InlineData(0.0, 0.0, false, 0.2, 0.582374000000)]
    [InlineData(0.9, 0.0, false, 0.2, 0.482564000000)]
    [InlineData(0.9, 0.4, false, 0.0, 0.583000000000)]
    [InlineData(0.9, 0.0, true, 0.2, 0.347552066000)]
    public void Sgd(double momentum, double dampening, bool nesterov, double weightDecay, double expected)
    {
        using var team = new ThreadTeam(1);
        float[] parameter = [0.75f];
        float[] velocity = momentum == 0 ? [] : [float.NaN];
        for (int i = 0; i < Gradients.Length; i++)
        {
            // The scale undoes itself: it must reach the gradient before the weight decay does.
            var step = new SgdStep(0.1, momentum, dampening, nesterov, weightDecay, GradientScale: 0.25, FirstStep: i == 0);
            SgdKernel.Update(team, parameter, [4 * Gradients[i]], velocity, step);
        }

        Assert.Equal(expected, parameter[0], Tolerance);
    }

    [Theory]
    [InlineData(false, 0.524616679419)]
    [InlineData(true, 0.520989886712)]
    public void Adam(bool decoupled, double expected)
    {
        using var team = new ThreadTeam(1);
        float[] parameter = [0.75f];
        float[] first = [0f];
        float[] second = [0f];
        for (int i = 0; i < Gradients.Length; i++)
        {
            var step = new AdamStep(0.1, 0.8, 0.95, 1e-3, 0.2, GradientScale: 0.25, Step: i + 1) { Decoupled = decoupled };
            AdamKernel.Update(team, parameter, [4 * Gradients[i]], first, second, step);
        }

        Assert.Equal(expected, parameter[0], Tolerance);
    }
}
