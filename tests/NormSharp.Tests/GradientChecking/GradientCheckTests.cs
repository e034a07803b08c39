using NormSharp.GradientChecking;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Ops;
using NormSharp.Primitives;

namespace NormSharp.Tests.GradientChecking;

public class GradientCheckTests
{
    [Fact]
    public void A_right_gradient_passes()
    {
        GradientCheckResult result = GradientCheck.Run(
            x => (x[0] * x[1]).Exp().Sum([1]), RandomTensor.Normal(1, [3, 4]), RandomTensor.Normal(2, [4]));
        Assert.True(result.RelativeError < 1e-8, result.ToString());
        Assert.Equal(16, result.Checked);
    }

    [Fact]
    public void A_wrong_gradient_is_found()
    {
        // Reading x where no tape records it makes the product's gradient half of what it should be.
        GradientCheckResult result = GradientCheck.Run(x => x[0] * x[0].Detach(), RandomTensor.Normal(3, [5]));
        Assert.InRange(result.RelativeError, 0.49, 0.51);
    }

    [Theory]
    [InlineData("lenet", 1, 16, 3)]
    [InlineData("lenet-bn", 1, 16, 3)]
    [InlineData("mlp", 1, 5, 3)]
    [InlineData("vgg-small", 2, 8, 1)]
    [InlineData("resnet20", 3, 8, 1, Traits = ["Category", "Exhaustive"])]
    public void Every_model_passes_in_training_mode(string name, int channels, int side, int samples)
    {
        Module model = ModelCatalog.Create(
            name, new ModelOptions { Input = (channels, side, side), Activation = ActivationKind.Tanh, Dropout = 0.2, Seed = 3 });
        float[] before = model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray()).ToArray();
        GradientCheckResult result = GradientCheck.Run(model, RandomTensor.Normal(4, [3, channels, side, side]), samples);
        Assert.True(result.RelativeError < 1e-6, result.ToString());
        Assert.Equal(before, model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray()).ToArray());
    }
}
