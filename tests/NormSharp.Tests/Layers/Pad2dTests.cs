using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

public sealed class Pad2dTests
{
    [Fact]
    public void Each_side_has_a_width_of_its_own()
    {
        Tensor y = new Pad2d(1, 0, 0, 2, 7).Forward(Tensor.From([1, 2, 3, 4], [1, 1, 2, 2]));
        Assert.Equal([1, 1, 3, 4], y.Shape);
        Assert.Equal([7f, 7, 7, 7, 1, 2, 7, 7, 3, 4, 7, 7], y.ToArray());
    }

    /// <summary>What TensorFlow pads: with a stride of 2 on an even size nothing above and one row below.</summary>
    [Theory]
    [InlineData(32, 3, 2, 1, 0, 1)]
    [InlineData(33, 3, 2, 1, 1, 1)]
    [InlineData(32, 3, 1, 1, 1, 1)]
    [InlineData(32, 2, 1, 1, 0, 1)]
    [InlineData(224, 7, 2, 1, 2, 3)]
    [InlineData(32, 1, 2, 1, 0, 0)]
    [InlineData(10, 3, 1, 2, 2, 2)]
    public void Same_is_tensorflows(int input, int kernel, int stride, int dilation, int before, int after)
    {
        Pad2d pad = Pad2d.Same((input, 9), (kernel, 1), (stride, 1), (dilation, 1));
        Assert.Equal((before, after, 0, 0), (pad.Top, pad.Bottom, pad.Left, pad.Right));
        var options = new Conv2dOptions { Stride = (stride, 1), Dilation = (dilation, 1) };
        var padded = new Sequential(pad, new Conv2d(1, 1, (kernel, 1), options));
        Assert.Equal([1, 1, (input + stride - 1) / stride, 9], padded.Forward(Tensor.Zeros([1, 1, input, 9])).Shape);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pad2d(0, -1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pad2d.Same((0, 4), 3, 2));
        Assert.Contains("[N, C, H, W]", Assert.Throws<LayerException>(() => new Pad2d(0, 1, 0, 1).Forward(Tensor.Zeros([2, 3]))).Message);
    }
}
