using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.PyTorch;

/// <summary>A tensor as a pickle describes it: a view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="ElementType">What its elements are.</param>
/// <param name="Offset">Where its first element lies, in elements from the beginning of the storage.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Strides">How far apart neighbours lie in each dimension, in elements.</param>
internal sealed record TorchTensor(TorchStorage Storage, ElementType ElementType, long Offset, long[] Shape, long[] Strides)
{
    // A stride of 0 makes many elements of one. What models hold so is small (a mask, a constant).
    private const long ExpandedLimit = 1 << 16;

    /// <summary>Whether its elements lie in row-major order without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                {
                    return false;
                }

                expected *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>How many elements of the storage lie between its first and its last, both included; 0 for an empty tensor.</summary>
    public long Extent { get; private init; }

    /// <summary>Checks sizes, strides and offset against the storage, without overflow.</summary>
    /// <exception cref="Serialization.ModelFormatException">An extent, stride or offset is negative, or an element would lie
    /// outside.</exception>
    public static TorchTensor Checked(string path, TorchTensor tensor)
    {
        if (tensor.Shape.Length != tensor.Strides.Length || tensor.Shape.Length > TensorShape.RankLimit)
        {
            throw Malformed.In(
                path, $"a tensor has {tensor.Shape.Length} extents and {tensor.Strides.Length} strides; the file is damaged");
        }

        long count = TensorShape.Count(tensor.Shape);
        if (count < 0 || tensor.Offset < 0 || tensor.Strides.Any(stride => stride < 0))
        {
            throw Malformed.In(
                path,
                $"a tensor {TensorShape.Text(tensor.Shape)} has strides {TensorShape.Text(tensor.Strides)} and offset {tensor.Offset}, "
                + "which no tensor has; "
                + "the file is damaged");
        }

        UInt128 last = 0;
        for (int i = 0; i < tensor.Shape.Length; i++)
        {
            // 64 products of two numbers below 2⁶³ could pass 2¹²⁸; 64 that are capped cannot.
            last += UInt128.Min((UInt128)Math.Max(0, tensor.Shape[i] - 1) * (UInt128)tensor.Strides[i], (UInt128)1 << 64);
        }

        int size = ElementTypes.SizeOf(tensor.ElementType);
        long held = tensor.Storage.ByteCount / Math.Max(1, size);
        UInt128 end = (UInt128)tensor.Offset + (count == 0 ? 0 : last + 1);
        if (size == 0 || end > (UInt128)held || count > Math.Max(ExpandedLimit, held))
        {
            throw Malformed.In(
                path,
                $"a tensor {ElementTypes.Name(tensor.ElementType)}{TensorShape.Text(tensor.Shape)} with strides "
                + $"{TensorShape.Text(tensor.Strides)} and "
                + $"offset {tensor.Offset} does not fit into its storage of {tensor.Storage.ByteCount} bytes; the file is damaged");
        }

        return tensor with { Extent = count == 0 ? 0 : (long)last + 1 };
    }
}
