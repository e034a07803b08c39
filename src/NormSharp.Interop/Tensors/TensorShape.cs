namespace NormSharp.Interop.Tensors;

/// <summary>Sizes out of other people's files: what they claim is computed without overflow.</summary>
internal static class TensorShape
{
    /// <summary>More dimensions than any format or program takes.</summary>
    public const int RankLimit = 64;

    /// <summary>The product of the extents.</summary>
    /// <returns>−1 where an extent is negative or the product is beyond 2⁶³ − 1.</returns>
    public static long Count(ReadOnlySpan<long> shape)
    {
        // A zero anywhere makes the tensor empty, but may not hide that other extents are absurd.
        UInt128 product = 1;
        bool isEmpty = false;
        foreach (long extent in shape)
        {
            if (extent < 0)
            {
                return -1;
            }

            isEmpty |= extent == 0;
            product *= (UInt128)Math.Max(1, extent);
            if (product > long.MaxValue)
            {
                return -1;
            }
        }

        return isEmpty ? 0 : (long)product;
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <returns>−1 where they are more than 2⁶³ − 1 or an extent is negative.</returns>
    public static long ByteCount(ElementType type, ReadOnlySpan<long> shape)
    {
        long count = Count(shape);
        return count < 0 || count > long.MaxValue / Math.Max(1, ElementTypes.SizeOf(type)) ? -1 : count * ElementTypes.SizeOf(type);
    }

    /// <summary>For messages: <c>[6, 1, 5, 5]</c>.</summary>
    public static string Text(IReadOnlyList<long> shape) => shape.Count > 8
        ? $"[{string.Join(", ", shape.Take(8))}, … {shape.Count} dimensions]"
        : $"[{string.Join(", ", shape)}]";
}
