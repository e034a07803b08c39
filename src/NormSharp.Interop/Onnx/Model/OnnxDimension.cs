namespace NormSharp.Interop.Onnx.Model;

/// <summary>An extent of an input or output: a size, a name for one that is not fixed, or neither.</summary>
internal readonly record struct OnnxDimension(long? Size, string? Name)
{
    public override string ToString() => Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Name ?? "?";
}
