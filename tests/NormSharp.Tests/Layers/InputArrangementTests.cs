using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

public sealed class InputArrangementTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Channels_are_reversed_and_stand_last(bool reversed, bool last)
    {
        Tensor x = RandomTensor.Normal(3, [2, 3, 2, 5]);
        Tensor y = new InputArrangement(reversed, last).Forward(x);
        Assert.Equal(last ? [2, 2, 5, 3] : [2, 3, 2, 5], y.Shape);
        float[] values = x.ToArray();
        float[] got = y.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            (int n, int c, int h, int w) = (i / 30, i / 10 % 3, i / 5 % 2, i % 5);
            int channel = reversed ? 2 - c : c;
            int place = last ? (((((n * 2) + h) * 5) + w) * 3) + channel : (((((n * 3) + channel) * 2) + h) * 5) + w;
            Assert.Equal(values[i], got[place]);
        }
    }
}
