using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;

namespace NormSharp.Tests.Layers;

/// <summary>A residual block whose sum and activation are computed inside its last batch normalization.</summary>
public class ResidualFusionTests
{
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Fused_and_observed_blocks_give_the_same_bits(bool training, bool projects, bool activates)
    {
        Residual fused = Block(projects, activates);
        Residual observed = Block(projects, activates);
        var observer = new PathObserver();
        observed.Observe(observer);
        foreach (Residual block in new[] { fused, observed })
        {
            block.Train(training);
        }

        using var backend = new CpuBackend(2);
        for (ulong step = 0; step < 4; step++)
        {
            float[][] a = FusionStep.Of(backend, fused, step, [5, 2, 6, 6]);
            float[][] b = FusionStep.Of(backend, observed, step, [5, 2, 6, 6]);
            Assert.Equal(a.Length, b.Length);
            for (int i = 0; i < a.Length; i++)
            {
                Assert.Equal(b[i], a[i]);
            }
        }

        // The observed block shows its layers one by one, the activation's input above and below zero.
        Assert.Contains("branch.bn2", observer.Seen);
        Assert.Equal(activates, observer.Seen.Contains("activation"));
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        GradientsOf.Layer(GradientsOf.Scattered(Block(projects: true, activates: true)), 3, 2, 3, 3);
        GradientsOf.Layer(GradientsOf.Scattered(Block(projects: false, activates: false)), 3, 2, 3, 3);
        Residual frozen = GradientsOf.Scattered(Block(projects: false, activates: true));
        frozen.Evaluate();
        GradientsOf.Layer(frozen, 3, 2, 3, 3);
    }

    [Fact]
    public void An_activation_that_needs_the_sum_is_left_outside()
    {
        var block = new Residual(new Sequential(new BatchNorm(2)), null, new Gelu());
        GradientsOf.Layer(GradientsOf.Scattered(block), 4, 2, 3);
        Tensor x = RandomTensor.Normal(1, [4, 2, 3]);
        Assert.Throws<ArgumentException>(() => x.NormalizeBatch(1e-5, null, null, new Activation(ActivationKind.Gelu), out _, x));
        Assert.Throws<ArgumentException>(() => x.NormalizeBatch(1e-5, null, null, Activation.Identity, out _, x.Reshape(4, 3, 2)));
    }

    [Fact]
    public void A_shortcut_of_another_shape_is_refused_by_name()
    {
        var model = new Sequential(("block", new Residual(new Sequential(new Conv2d(2, 4, 1), new BatchNorm(4)), null, new Relu())));
        string message = Assert.Throws<LayerException>(() => model.Forward(Tensor.Ones([2, 2, 3, 3]))).Message;
        Assert.Contains("layer block (Residual)", message, StringComparison.Ordinal);
        Assert.Contains("[2, 4, 3, 3]", message, StringComparison.Ordinal);
    }

    private static Residual Block(bool projects, bool activates)
    {
        var options = new Conv2dOptions { Padding = 1, Bias = false };
        var branch = new Sequential(
            ("conv1", new Conv2d(2, projects ? 3 : 2, 3, options)),
            ("bn1", new BatchNorm(projects ? 3 : 2)),
            ("act1", new Relu()),
            ("conv2", new Conv2d(projects ? 3 : 2, projects ? 3 : 2, 3, options)),
            ("bn2", new BatchNorm(projects ? 3 : 2)));
        Sequential? shortcut = projects ? new Sequential(new Conv2d(2, 3, 1, new Conv2dOptions { Bias = false }), new BatchNorm(3)) : null;
        var block = new Residual(branch, shortcut, activates ? new Relu() : null);
        block.Initialize(5);
        return block;
    }
}
