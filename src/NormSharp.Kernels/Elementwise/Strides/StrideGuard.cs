namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>Checks that a strided walk stays inside its memory.</summary>
internal static class StrideGuard
{
    /// <summary>Every index of the shape must fall into a span of the given length.</summary>
    /// <exception cref="ArgumentException">Some index does not, or there are not as many strides as sizes.</exception>
    public static void Inside(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, int length, string name)
    {
        if (strides.Length != shape.Length)
        {
            throw new ArgumentException($"{name} has {strides.Length} strides for {shape.Length} dimensions.", name);
        }

        if (Count(shape) == 0)
        {
            return;
        }

        (long lowest, long highest) = (0, 0);
        for (int d = 0; d < shape.Length; d++)
        {
            long reach = (shape[d] - 1L) * strides[d];
            lowest += Math.Min(0, reach);
            highest += Math.Max(0, reach);
        }

        if (lowest < 0 || highest >= length)
        {
            throw new ArgumentException(
                $"{name} holds {length} numbers, but its strides reach from number {lowest} to number {highest}.", name);
        }
    }

    /// <summary>An output may be the memory of an input only where the input is contiguous in the same shape.</summary>
    /// <exception cref="ArgumentException">They overlap in another way.</exception>
    public static void Aliasing(
        ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, ReadOnlySpan<float> input, ReadOnlySpan<float> output, string name)
    {
        if (output.Overlaps(input, out int offset) && (offset != 0 || !IsContiguous(shape, strides)))
        {
            throw new ArgumentException(
                $"{name} shares memory with the output but is not laid out like it; use separate memory for the output.", name);
        }
    }

    /// <summary>Whether the strides are those of the shape in row-major order.</summary>
    public static bool IsContiguous(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
    {
        long stride = 1;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            if (shape[d] != 1 && strides[d] != stride)
            {
                return false;
            }

            stride *= shape[d];
        }

        return true;
    }

    /// <summary>The product of the sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static int Count(ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        return count;
    }

    /// <summary>
    /// Whether the strides certainly give every index its own number: sorted, each stride is at least as large as all that the
    /// smaller ones reach together.
    /// </summary>
    public static bool IsInjective(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
    {
        Span<(long Stride, int Size)> dimensions = shape.Length <= 16
            ? stackalloc (long, int)[shape.Length]
            : new (long, int)[shape.Length];
        for (int d = 0; d < shape.Length; d++)
        {
            dimensions[d] = (Math.Abs((long)strides[d]), shape[d]);
        }

        dimensions.Sort();
        long reach = 0;
        foreach ((long stride, int size) in dimensions)
        {
            if (size != 1 && stride <= reach)
            {
                return false;
            }

            reach += (size - 1L) * stride;
        }

        return true;
    }
}
