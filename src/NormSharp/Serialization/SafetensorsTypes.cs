namespace NormSharp.Serialization;

/// <summary>The element types of the safetensors format and their sizes.</summary>
internal static class SafetensorsTypes
{
    public const string Single = "F32";
    public const string Double = "F64";
    public const string Int64 = "I64";
    public const string UInt64 = "U64";
    public const string Byte = "U8";

    /// <summary>Bytes of one number, or 0 for a type that is not known.</summary>
    public static int SizeOf(string elementType) => elementType switch
    {
        "BOOL" or Byte or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        "I16" or "U16" or "F16" or "BF16" => 2,
        "I32" or "U32" or Single => 4,
        Int64 or UInt64 or Double or "C64" => 8,
        _ => 0,
    };
}
