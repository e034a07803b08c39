using NormSharp.Kernels.Convolution.Common;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>The taps of a residue are those that a search finds.</summary>
public sealed class ResidueTapsTests
{
    [Fact]
    public void TheTapsAreThoseOfASearch()
    {
        var random = new System.Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            int stride = random.Next(1, 40), kernel = random.Next(1, 30), dilation = random.Next(1, 40), padding = random.Next(0, 60);
            int residue = random.Next(stride);
            int[] meets = [.. Enumerable.Range(0, kernel).Where(tap => (residue + padding - (tap * dilation)) % stride == 0)];
            var taps = new ResidueTaps(residue, kernel, stride, padding, dilation);
            Assert.Equal(meets.Length, taps.Count);
            for (int t = 0; t < meets.Length; t++)
            {
                Assert.Equal(meets[t], taps.First + (t * taps.Period));
                Assert.Equal((residue + padding - (meets[t] * dilation)) / stride, taps.Output(t));
            }
        }
    }
}
