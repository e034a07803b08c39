namespace NormSharp.Interop.PyTorch;

/// <summary>PyTorch's names of element types: of storage classes and of <c>torch.dtype</c>.</summary>
internal static class TorchTypes
{
    /// <summary>What the elements of a storage class are; null for a class that is none.</summary>
    public static ElementType? OfStorage(PickleGlobal type) => type switch
    {
        { Module: "torch.storage" or "torch", Name: "UntypedStorage" or "_UntypedStorage" } => ElementType.UInt8,
        { Module: "torch" or "torch.cuda", Name: var name } when name.EndsWith("Storage", StringComparison.Ordinal)
            => Named(name[..^"Storage".Length]),
        _ => null,
    };

    /// <summary>What <c>torch.float32</c> and its like name; null for something else.</summary>
    public static ElementType? OfDataType(PickleGlobal type) => type.Module != "torch" ? null : type.Name switch
    {
        "float32" or "float" => ElementType.Float32,
        "float64" or "double" => ElementType.Float64,
        "float16" or "half" => ElementType.Float16,
        "bfloat16" => ElementType.BFloat16,
        "int8" => ElementType.Int8,
        "int16" or "short" => ElementType.Int16,
        "int32" or "int" => ElementType.Int32,
        "int64" or "long" => ElementType.Int64,
        "uint8" => ElementType.UInt8,
        "uint16" => ElementType.UInt16,
        "uint32" => ElementType.UInt32,
        "uint64" => ElementType.UInt64,
        "bool" => ElementType.Bool,
        "complex64" or "cfloat" => ElementType.Complex64,
        "complex128" or "cdouble" => ElementType.Complex128,
        "float8_e4m3fn" or "float8_e5m2" or "float8_e4m3fnuz" or "float8_e5m2fnuz" or "float8_e8m0fnu" => ElementType.Float8,
        _ => null,
    };

    /// <summary>The storage class that PyTorch's own files name; null for types that it has no such class for.</summary>
    public static string? StorageName(ElementType type) => type switch
    {
        ElementType.Float32 => "FloatStorage",
        ElementType.Float64 => "DoubleStorage",
        ElementType.Float16 => "HalfStorage",
        ElementType.BFloat16 => "BFloat16Storage",
        ElementType.Int8 => "CharStorage",
        ElementType.UInt8 => "ByteStorage",
        ElementType.Int16 => "ShortStorage",
        ElementType.Int32 => "IntStorage",
        ElementType.Int64 => "LongStorage",
        ElementType.Bool => "BoolStorage",
        ElementType.Complex64 => "ComplexFloatStorage",
        ElementType.Complex128 => "ComplexDoubleStorage",
        _ => null,
    };

    private static ElementType? Named(string name) => name switch
    {
        "Float" => ElementType.Float32,
        "Double" => ElementType.Float64,
        "Half" => ElementType.Float16,
        "BFloat16" => ElementType.BFloat16,
        "Char" => ElementType.Int8,
        "Byte" => ElementType.UInt8,
        "Short" => ElementType.Int16,
        "Int" => ElementType.Int32,
        "Long" => ElementType.Int64,
        "Bool" => ElementType.Bool,
        "ComplexFloat" => ElementType.Complex64,
        "ComplexDouble" => ElementType.Complex128,

        // Quantized numbers: their bytes are known, what they stand for lies elsewhere.
        "QInt8" => ElementType.Int8,
        "QUInt8" => ElementType.UInt8,
        "QInt32" => ElementType.Int32,
        _ => null,
    };
}
