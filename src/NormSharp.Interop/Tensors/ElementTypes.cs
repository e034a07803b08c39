namespace NormSharp.Interop.Tensors;

/// <summary>Sizes and names of element types.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of one element; 0 where that is not known.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool or ElementType.Float8 => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => 0,
    };

    public static bool IsFloatingPoint(ElementType type)
        => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    public static bool IsInteger(ElementType type) => type is >= ElementType.Int8 and <= ElementType.Bool;

    /// <summary>The field's word for it, as people see it in messages: <c>float32</c>.</summary>
    public static string Name(ElementType type) => type.ToString().ToLowerInvariant();
}
