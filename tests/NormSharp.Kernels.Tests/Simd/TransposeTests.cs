using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Tests.Simd;

[Trait("Kind", "Kernel")]
public unsafe class TransposeTests
{
    /// <summary>Around the blocks of sixteen, eight and four rows, with either side's lines further apart.</summary>
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(4, 4)]
    [InlineData(15, 33)]
    [InlineData(16, 16)]
    [InlineData(17, 3)]
    [InlineData(31, 9)]
    [InlineData(47, 21)]
    public void EveryNumberChangesPlacesAndNothingElseIsTouched(int rows, int columns)
    {
        foreach ((int sourceGap, int targetGap) in new[] { (0, 0), (100, 3), (3, 100) })
        {
            int sourceStride = columns + sourceGap;
            int targetStride = rows + targetGap;
            float[] source = TestNumbers.Uniform(Math.Max(1, rows * sourceStride), 1);
            float[] target = new float[Math.Max(1, columns * targetStride)];
            Array.Fill(target, float.NaN);
            fixed (float* from = source, to = target)
            {
                Transpose.Matrix(from, sourceStride, rows, columns, to, targetStride);
            }

            for (int i = 0; i < columns * targetStride; i++)
            {
                (int column, int row) = (i / targetStride, i % targetStride);
                Assert.Equal(row < rows ? source[(row * sourceStride) + column] : float.NaN, target[i]);
            }
        }
    }
}
