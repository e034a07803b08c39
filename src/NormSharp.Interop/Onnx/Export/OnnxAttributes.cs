using Google.Protobuf;
using NormSharp.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Makes the attributes of nodes.</summary>
internal static class OnnxAttributes
{
    private const int Float = 1;
    private const int Int = 2;
    private const int String = 3;
    private const int Ints = 7;

    public static AttributeProto Of(string name, double value) => new() { Name = name, F = (float)value, Type = Float };

    public static AttributeProto Of(string name, long value) => new() { Name = name, I = value, Type = Int };

    public static AttributeProto Of(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = String };

    public static AttributeProto Of(string name, params IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>Rows and columns.</summary>
    public static AttributeProto Pair(string name, Size2d size) => Of(name, [size.Height, size.Width]);

    /// <summary>Rows above, columns to the left, rows below, columns to the right.</summary>
    public static AttributeProto Padding(Size2d size) => Of("pads", [size.Height, size.Width, size.Height, size.Width]);
}
