namespace NormSharp.Tensors;

/// <summary>Views: other shapes and strides over the same memory, without a copy.</summary>
internal static class TensorViews
{
    /// <summary>Reorders the dimensions.</summary>
    public static Tensor Permuted(this Tensor x, params ReadOnlySpan<int> order)
    {
        Span<int> extents = stackalloc int[order.Length];
        Span<int> strides = stackalloc int[order.Length];
        for (int d = 0; d < order.Length; d++)
        {
            extents[d] = x.Shape[order[d]];
            strides[d] = x.Strides[order[d]];
        }

        return x.View(Shape.Create(extents), SharedExtents.Of(strides), x.Offset);
    }

    /// <summary>
    /// Every <paramref name="step"/>th of <paramref name="count"/> entries of one dimension, from <paramref name="start"/>.
    /// </summary>
    public static Tensor Narrowed(this Tensor x, int dimension, int start, int count, int step = 1)
    {
        Span<int> strides = stackalloc int[x.Rank];
        x.Strides.CopyTo(strides);
        int offset = x.Offset + (start * strides[dimension]);
        strides[dimension] *= step;
        return x.View(x.Shape.With(dimension, count), SharedExtents.Of(strides), offset);
    }

    /// <summary>One entry of the outermost dimension, which falls away.</summary>
    public static Tensor Entry(this Tensor x, int index)
        => x.View(Shape.Create(x.Shape.AsSpan()[1..]), SharedExtents.Of(x.Strides[1..]), x.Offset + (index * x.Strides[0]));

    /// <summary>The tensor as it looks in the shape it broadcasts to.</summary>
    public static Tensor BroadcastTo(this Tensor x, Shape target)
        => x.Shape == target ? x : x.View(target, Tensors.Strides.Broadcast(x.Shape, x.Strides, target), x.Offset);

    /// <summary>A contiguous [N, C, …] tensor as [N, C, spatial].</summary>
    public static Tensor AsPlanes(this Tensor x)
        => x.View([x.Shape[0], x.Shape[1], x.Shape[0] == 0 || x.Shape[1] == 0 ? 0 : x.Length / (x.Shape[0] * x.Shape[1])]);

    /// <summary>
    /// The sliding windows of padded planes [.., height, width] as [.., kernelHeight, kernelWidth, outHeight, outWidth]; windows may
    /// overlap.
    /// </summary>
    public static Tensor Windows(
        this Tensor x,
        (int Height, int Width) kernel,
        (int Height, int Width) output,
        (int Height, int Width) stride,
        (int Height, int Width) dilation)
    {
        int lead = x.Rank - 2;
        int rowStride = x.Strides[lead];
        int columnStride = x.Strides[lead + 1];
        int[] extents = [.. x.Shape.AsSpan()[..lead], kernel.Height, kernel.Width, output.Height, output.Width];
        int[] strides =
        [
            .. x.Strides[..lead],
            rowStride * dilation.Height,
            columnStride * dilation.Width,
            rowStride * stride.Height,
            columnStride * stride.Width,
        ];
        return x.View(Shape.Create(extents), strides, x.Offset);
    }
}
