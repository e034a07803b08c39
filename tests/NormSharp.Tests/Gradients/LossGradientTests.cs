using NormSharp.GradientChecking;
using NormSharp.Losses;
using NormSharp.Tensors;
using static NormSharp.Tests.Gradients.GradientsOf;

namespace NormSharp.Tests.Gradients;

/// <summary>Gradients of losses.</summary>
public sealed class LossGradientTests
{
    private static readonly int[] Labels = [2, 0, 3, 3, 1];

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.1, false)]
    [InlineData(0, true)]
    [InlineData(0.1, true)]
    [InlineData(1, true)]
    public void Cross_entropy(double smoothing, bool weighted)
    {
        var loss = new CrossEntropyLoss(smoothing, weighted ? Tensor.From(0.5f, 2f, 1f, 0.1f) : null);
        GradientCheckResult result = GradientCheck.Run(x => loss.Forward(x[0], Labels), RandomTensor.Normal(1, [5, 4]));
        Assert.True(result.RelativeError <= Bound, result.ToString());
    }

    [Fact]
    public void Mean_squared_error_by_prediction_and_target()
    {
        GradientCheckResult result = GradientCheck.Run(
            x => new MeanSquaredErrorLoss().Forward(x[0], x[1]), RandomTensor.Normal(1, [3, 4]), RandomTensor.Normal(2, [3, 4]));
        Assert.True(result.RelativeError <= Bound, result.ToString());
        Assert.Equal(24, result.Checked);
    }
}
