using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>PyTorch gives β for a constant channel where ε is 0.</summary>
public sealed class ZeroEpsilonTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void A_constant_channel_becomes_beta(int pixels)
    {
        var layer = new BatchNorm(2, new BatchNormOptions { Epsilon = 0 });
        layer.Beta!.AsSpan()[0] = 0.5f;
        float[] values = [.. Enumerable.Range(0, 4 * 2 * pixels).Select(i => i / pixels % 2 == 0 ? 7f : i % 5)];
        using var tape = new Tape();
        Tensor x = tape.Input(values, [4, 2, pixels, 1]);
        float[] y = layer.Forward(x).ToArray();
        Assert.All(y.Where((_, i) => i / pixels % 2 == 0), value => Assert.Equal(0.5f, value));
        Assert.All(y, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_constant_row_becomes_beta()
    {
        using var tape = new Tape();
        var layer = new LayerNorm([4], new LayerNormOptions { Epsilon = 0 });
        Assert.All(layer.Forward(tape.Input([3, 3, 3, 3], [1, 4])).ToArray(), value => Assert.Equal(0, value));
    }
}
