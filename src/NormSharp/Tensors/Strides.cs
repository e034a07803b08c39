namespace NormSharp.Tensors;

/// <summary>Arithmetic on strides: how many elements apart neighbours along each dimension lie.</summary>
internal static class Strides
{
    public static int[] Contiguous(Shape shape)
    {
        Span<int> strides = stackalloc int[shape.Rank];
        int step = 1;
        for (int d = shape.Rank - 1; d >= 0; d--)
        {
            strides[d] = step;
            step *= Math.Max(shape[d], 1);
        }

        return SharedExtents.Of(strides);
    }

    /// <summary>Whether the elements lie without gaps in row-major order; dimensions of extent 1 may have any stride.</summary>
    public static bool AreContiguous(Shape shape, ReadOnlySpan<int> strides)
    {
        int step = 1;
        for (int d = shape.Rank - 1; d >= 0; d--)
        {
            if (shape[d] != 1 && strides[d] != step)
            {
                return false;
            }

            step *= Math.Max(shape[d], 1);
        }

        return true;
    }

    /// <summary>The same strides with one of them replaced.</summary>
    public static int[] Along(ReadOnlySpan<int> strides, int dimension, int stride)
    {
        int[] result = strides.ToArray();
        result[dimension] = stride;
        return result;
    }

    /// <summary>The strides of an operand seen in the shape it broadcasts to: 0 along every dimension that repeats.</summary>
    public static int[] Broadcast(Shape shape, ReadOnlySpan<int> strides, Shape target)
    {
        Span<int> result = stackalloc int[target.Rank];
        result.Clear();
        int lead = target.Rank - shape.Rank;
        for (int d = 0; d < shape.Rank; d++)
        {
            result[lead + d] = shape[d] == 1 ? 0 : strides[d];
        }

        return SharedExtents.Of(result);
    }
}
