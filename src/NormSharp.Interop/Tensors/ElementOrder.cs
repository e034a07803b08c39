namespace NormSharp.Interop.Tensors;

/// <summary>Turns elements between the machine's byte order and the little-endian one of files.</summary>
internal static class ElementOrder
{
    public static void Swap(ElementType type, Span<byte> elements)
    {
        int size = type switch
        {
            ElementType.Complex64 => 4,
            ElementType.Complex128 => 8,
            _ => ElementTypes.SizeOf(type),
        };
        if (!BitConverter.IsLittleEndian && size > 1)
        {
            Reverse(size, elements);
        }
    }

    /// <summary>Reverses the bytes of each element.</summary>
    public static void Reverse(int size, Span<byte> elements)
    {
        for (int i = 0; i + size <= elements.Length; i += size)
        {
            elements.Slice(i, size).Reverse();
        }
    }
}
