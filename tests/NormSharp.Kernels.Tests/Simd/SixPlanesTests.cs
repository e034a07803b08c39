using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Tests.Simd;

[Trait("Kind", "Kernel")]
public unsafe class SixPlanesTests
{
    /// <summary>Around the blocks of sixteen positions, with planes beside each other and further apart.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(15, 2)]
    [InlineData(16, 0)]
    [InlineData(17, 0)]
    [InlineData(33, 5)]
    [InlineData(144, 0)]
    public void NumbersOfAPositionLieTogetherAndGoBack(int positions, int gap)
    {
        if (!SixPlanes.IsSupported)
        {
            // Other machines transpose four planes at a time; nobody calls this there.
            return;
        }

        int plane = positions + gap;
        float[] planes = TestNumbers.Uniform(Math.Max(1, SixPlanes.Count * plane), 1);
        float[] joined = new float[(SixPlanes.Count * positions) + 1];
        float[] back = new float[planes.Length];
        Array.Fill(joined, float.NaN);
        Array.Fill(back, float.NaN);
        fixed (float* from = planes, middle = joined, to = back)
        {
            SixPlanes.Join(from, plane, positions, middle);
            SixPlanes.Separate(middle, positions, to, plane);
        }

        Assert.Equal(float.NaN, joined[^1]);
        for (int i = 0; i < SixPlanes.Count * plane; i++)
        {
            (int channel, int position) = Math.DivRem(i, plane);
            bool isInside = position < positions;
            Assert.Equal(isInside ? planes[i] : float.NaN, back[i]);
            if (isInside)
            {
                Assert.Equal(planes[i], joined[(position * SixPlanes.Count) + channel]);
            }
        }
    }
}
