using NormSharp.Layers;
using NormSharp.Tensors;
using static NormSharp.Tests.Gradients.GradientsOf;

namespace NormSharp.Tests.Gradients;

/// <summary>
/// Gradients of the layers that normalize each sample by itself, against differences in double, alone and with an activation fused after
/// them.
/// </summary>
public sealed class SampleNormGradientTests
{
    [Theory]
    [InlineData(new[] { 5 }, 4, 5)]
    [InlineData(new[] { 3, 4 }, 2, 3, 4)]
    [InlineData(new[] { 2, 2, 3 }, 2, 2, 2, 3)]
    [InlineData(new[] { 7 }, 7)]
    public void Rows(int[] normalized, params int[] extents)
    {
        Shape shape = Shape.Create(normalized);
        Layer(Scattered(new LayerNorm(shape)), extents);
        Layer(Scattered(new LayerNorm(shape, new LayerNormOptions { Bias = false, Epsilon = 0.1 })), extents);
        Layer(new LayerNorm(shape, new LayerNormOptions { Affine = false }), extents);
        Layer(Scattered(new RmsNorm(shape)), extents);
        Layer(Scattered(new RmsNorm(shape, new RmsNormOptions { Bias = true, Epsilon = 0.1 })), extents);
        Layer(new RmsNorm(shape, new RmsNormOptions { Affine = false }), extents);
    }

    [Theory]
    [InlineData(1, 3, 4)]
    [InlineData(2, 3, 4)]
    [InlineData(2, 2, 4, 3)]
    [InlineData(3, 2, 6, 2, 3)]
    [InlineData(4, 2, 4, 1, 2, 3)]
    [InlineData(1, 1, 3, 1, 1)]
    public void Groups(int groups, params int[] extents)
    {
        Layer(Scattered(new GroupNorm(groups, extents[1])), extents);
        Layer(new GroupNorm(groups, extents[1], new GroupNormOptions { Affine = false, Epsilon = 0.1 }), extents);
    }

    [Theory]
    [InlineData(3, 2, 4)]
    [InlineData(1, 3, 2, 3)]
    [InlineData(2, 2, 2, 1, 3)]
    public void Instances(params int[] extents)
    {
        foreach (bool tracks in new[] { false, true })
        {
            InstanceNorm layer = Scattered(
                new InstanceNorm(extents[1], new InstanceNormOptions { Affine = true, TrackRunningStatistics = tracks }));
            Layer(layer, extents);
            layer.Evaluate();
            Layer(layer, extents);
            Layer(new InstanceNorm(extents[1], new InstanceNormOptions { TrackRunningStatistics = tracks, Epsilon = 0.1 }), extents);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void LocalResponses(int size)
    {
        var options = new LocalResponseNormOptions { Alpha = 0.9, Beta = 0.75, K = 1.2 };
        Layer(new LocalResponseNorm(size, options), 2, 6, 3);
        Layer(new LocalResponseNorm(size, options with { Beta = 1.3 }), 1, 4, 2, 2);
    }

    [Fact]
    public void With_a_fused_activation()
    {
        foreach (ActivationModule activation in LayerGradientTests.ActivationModules())
        {
            Layer(Scattered(new Sequential(new LayerNorm([3, 2]), activation)), 3, 3, 2);
            Layer(Scattered(new Sequential(new RmsNorm([5]), activation)), 3, 5);
            Layer(Scattered(new Sequential(new GroupNorm(2, 4), activation)), 2, 4, 3);
            Layer(Scattered(new Sequential(new InstanceNorm(3, new InstanceNormOptions { Affine = true }), activation)), 2, 3, 4);
        }
    }
}
