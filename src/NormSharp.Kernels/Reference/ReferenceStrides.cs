using NormSharp.Kernels.Elementwise;

namespace NormSharp.Kernels.Reference;

/// <summary>The naive twin of <see cref="StridedCopy"/>.</summary>
internal static class ReferenceStrides
{
    /// <summary>The offset of every element of a shape, in row-major order.</summary>
    public static int[] Offsets(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
    {
        int count = 1;
        foreach (int size in shape)
        {
            count = checked(count * size);
        }

        int[] offsets = new int[count];
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                offsets[i] += rest % shape[d] * strides[d];
                rest /= shape[d];
            }
        }

        return offsets;
    }
}
