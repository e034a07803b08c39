using System.Text;

namespace NormSharp.Interop.Tests.Onnx;

/// <summary>ONNX files written by hand, field by field.</summary>
internal static class OnnxSamples
{
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    public static byte[] Bytes(int field, params byte[] bytes)
        => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>A tensor message of float32 in raw bytes.</summary>
    public static byte[] Tensor(string name, long[] dims, byte[] raw, int type = 1)
        => Join([.. dims.Select(dim => Number(1, dim)), Number(2, type), Text(8, name), Bytes(9, raw)]);

    /// <summary>A tensor whose numbers are to lie in another file.</summary>
    public static byte[] External(string name, long[] dims, params (string Key, string Value)[] entries)
        => Join([.. dims.Select(dim => Number(1, dim)), Number(2, 1), Text(8, name), Number(14, 1),
            .. entries.Select(entry => Bytes(13, Join(Text(1, entry.Key), Text(2, entry.Value))))]);

    public static byte[] Node(string op, string[] inputs, string[] outputs, params byte[][] attributes)
        => Join(
            [
                .. inputs.Select(input => Text(1, input)),
                .. outputs.Select(output => Text(2, output)),
                Text(3, "n_" + outputs[0]),
                Text(4, op),

            .. attributes.Select(attribute => Bytes(5, attribute))]);

    public static byte[] Value(string name, params long[] dims)
        => Join(Text(1, name), Bytes(2, Bytes(1, Join(Number(1, 1), Bytes(2, Join([.. dims.Select(dim => Bytes(1, Number(1, dim)))]))))));

    /// <summary>A setting of a node that is a whole number.</summary>
    public static byte[] Whole(string name, long value) => Join(Text(1, name), Number(3, value), Number(20, 2));

    /// <summary>A setting of a node that is a text.</summary>
    public static byte[] Words(string name, string value) => Join(Text(1, name), Text(4, value), Number(20, 3));

    /// <summary>A model of opset 17 around the fields of a graph.</summary>
    public static byte[] Model(params byte[][] graph) => Model(17, graph);

    /// <summary>A model around the fields of a graph.</summary>
    public static byte[] Model(int opset, params byte[][] graph)
        => Join(
            Number(1, 8),
            Text(2, "hand"),
            Bytes(7, Join([Text(2, "g"), .. graph])),
            Bytes(8, Join(Text(1, string.Empty), Number(2, opset))),
            Text(99, "unknown"));

    /// <summary>y = relu(x + w) with w of three numbers.</summary>
    public static byte[] Small(byte[]? tensor = null) => Model(
        Bytes(1, Node("Add", ["x", "w"], ["s"])), Bytes(1, Node("Relu", ["s"], ["y"])), Bytes(
            5, tensor ?? Tensor("w", [3], Floats(1, 2, 3))),
        Bytes(11, Value("x", 1, 3)), Bytes(12, Value("y", 1, 3)));
}
