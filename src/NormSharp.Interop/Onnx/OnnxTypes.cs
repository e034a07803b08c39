namespace NormSharp.Interop.Onnx;

/// <summary>ONNX's numbers of element types.</summary>
internal static class OnnxTypes
{
    public static ElementType Of(int dataType) => dataType switch
    {
        1 => ElementType.Float32,
        2 => ElementType.UInt8,
        3 => ElementType.Int8,
        4 => ElementType.UInt16,
        5 => ElementType.Int16,
        6 => ElementType.Int32,
        7 => ElementType.Int64,
        9 => ElementType.Bool,
        10 => ElementType.Float16,
        11 => ElementType.Float64,
        12 => ElementType.UInt32,
        13 => ElementType.UInt64,
        14 => ElementType.Complex64,
        15 => ElementType.Complex128,
        16 => ElementType.BFloat16,
        21 or 22 or 23 => ElementType.Packed4,
        17 or 18 or 19 or 20 or 24 => ElementType.Float8,
        _ => ElementType.Opaque,
    };
}
