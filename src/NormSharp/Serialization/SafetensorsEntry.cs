namespace NormSharp.Serialization;

/// <summary>One tensor of a safetensors file: where it lies and what it is.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="ElementType">Its element type as the format spells it: <c>F32</c>, <c>F64</c>, <c>I64</c>, <c>U8</c>, ….</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a scalar.</param>
/// <param name="Offset">Where its first byte lies, counted from the end of the header.</param>
/// <param name="ByteLength">How many bytes it takes.</param>
internal sealed record SafetensorsEntry(string Name, string ElementType, long[] Shape, long Offset, long ByteLength)
{
    /// <summary>How many numbers it holds: the product of the dimensions, 1 for a scalar.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Type and shape for messages: <c>F32[6, 1, 5, 5]</c>.</summary>
    public override string ToString() => $"{ElementType}[{string.Join(", ", Shape)}]";
}
