using NormSharp.GradientChecking;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using static NormSharp.Tests.Gradients.GradientsOf;

namespace NormSharp.Tests.Gradients;

/// <summary>
/// Gradients of batch normalization through the batch's statistics and through fixed ones, alone and with a fused activation.
/// </summary>
public sealed class BatchNormGradientTests
{
    public static TheoryData<int[]> Inputs => new([5, 3], [3, 1], [3, 2, 4], [1, 2, 5], [2, 3, 2, 3], [3, 2, 1, 1], [2, 2, 2, 1, 3]);

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Training(int[] extents)
    {
        Layer(Scattered(new BatchNorm(extents[1])), extents);
        Layer(new BatchNorm(extents[1], new BatchNormOptions { Affine = false, NewStatisticWeight = null }), extents);
        Layer(Scattered(new BatchNorm(extents[1], new BatchNormOptions { TrackRunningStatistics = false, Epsilon = 0.1 })), extents);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Evaluation(int[] extents)
    {
        BatchNorm layer = WithStatistics(Scattered(new BatchNorm(extents[1])));
        layer.Evaluate();
        Layer(layer, extents);
        BatchNorm untracked = Scattered(new BatchNorm(extents[1], new BatchNormOptions { TrackRunningStatistics = false }));
        untracked.Evaluate();
        Layer(untracked, extents);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Frozen_statistics(int[] extents)
    {
        BatchNorm layer = WithStatistics(Scattered(new BatchNorm(extents[1])));
        layer.FreezesStatistics = true;
        Layer(layer, extents);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_a_fused_activation(bool training)
    {
        foreach (ActivationModule activation in LayerGradientTests.ActivationModules())
        {
            var fused = new Sequential(WithStatistics(Scattered(new BatchNorm(3))), activation);
            fused.Train(training);
            Layer(fused, 3, 3, 2, 2);
        }
    }

    [Fact]
    public void Behind_a_layer_with_a_redundant_bias() =>
        Layer(
            Scattered(new Sequential(new Conv2d(2, 3, 2), new BatchNorm(3), new Sigmoid(), new Flatten(), new Linear(12, 2))), 3, 2, 3, 3);

    [Fact]
    public void Only_gamma_and_beta_ask_for_gradients()
    {
        BatchNorm layer = Scattered(new BatchNorm(3));
        Tensor x = RandomTensor.Normal(5, [4, 3, 2]);
        GradientCheckResult result = GradientCheck.Run(
            p => x.Normalize(x.BatchStatistics(), 1e-5, p[0], p[1], default), layer.Gamma!, layer.Beta!);
        Assert.True(result.RelativeError <= Bound, result.ToString());
        Assert.Equal(6, result.Checked);
    }

    private static BatchNorm WithStatistics(BatchNorm layer)
    {
        RandomTensor.Normal(50, [layer.Channels]).CopyTo(layer.RunningMean!.AsSpan());
        RandomTensor.Normal(51, [layer.Channels]).Exp().CopyTo(layer.RunningVariance!.AsSpan());
        return layer;
    }
}
