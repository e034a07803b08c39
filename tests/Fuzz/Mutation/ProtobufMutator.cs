using System.Text;

namespace NormSharp.Fuzz.Mutation;

/// <summary>
/// Damages a protobuf message: mostly a field of it or of a message inside, with lengths that are right again, so that what lies after the
/// parser is reached; else its bytes.
/// </summary>
internal static class ProtobufMutator
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;
    private const int Deepest = 12;

    private static readonly ulong[] Extremes =
        [
            0, 1, 2, 3, 7, 11, 127, 255, ushort.MaxValue, int.MaxValue, uint.MaxValue, 1UL << 40, long.MaxValue, ulong.MaxValue,
            ulong.MaxValue - 1,
        ];

    public static byte[] Mutate(byte[] input, Random random)
        => random.Next(5) == 0 || Parse(input) is not { Count: > 0 } fields
            ? ByteMutator.Mutate(input, random)
            : Write(Edit(fields, random, Deepest));

    private static List<Field> Edit(List<Field> fields, Random random, int depth)
    {
        int place = random.Next(fields.Count);
        Field field = fields[place];
        if (depth > 0 && field.Wire == Bytes && random.Next(8) != 0 && Parse(field.Content) is { Count: > 0 } inner)
        {
            fields[place] = field with { Content = Write(Edit(inner, random, depth - 1)) };
            return fields;
        }

        switch (random.Next(8))
        {
            case 0:
                fields.RemoveAt(place);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count + 1), field);
                break;
            case 2:
                int other = random.Next(fields.Count);
                (fields[place], fields[other]) = (fields[other], field);
                break;
            case 3:
                fields[place] = field with { Number = random.Next(1, 24) };
                break;
            default:
                fields[place] = field with { Content = Damage(field, random) };
                break;
        }

        return fields;
    }

    private static byte[] Damage(Field field, Random random) => field.Wire switch
    {
        Varint => Number(random.Next(3) == 0 ? (ulong)random.Next(64) : Extremes[random.Next(Extremes.Length)]),
        Bytes when random.Next(4) == 0 => Encoding.UTF8.GetBytes(Operator(random)),
        _ when field.Wire == Bytes => ByteMutator.Mutate(field.Content, random),
        _ => Noise(field.Content.Length, random),
    };

    private static byte[] Noise(int length, Random random)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>Names that mean something in ONNX graphs, and some that must not.</summary>
    private static string Operator(Random random)
    {
        string[] words =
        [
            "Conv", "Relu", "MaxPool", "AveragePool", "Gemm", "MatMul", "Reshape", "Resize", "Pad", "Slice", "Concat", "Softmax",
            "Transpose",
            "LRN", "Split", "Gather", "Expand", "Tile", "If", "Loop", "Scan", "ConstantOfShape", "Shape", "Cast", "Range", "OneHot", "TopK",
            "GridSample", "Col2Im", "InstanceNormalization", "BatchNormalization", "Squeeze", "Where", "Constant", "DepthToSpace",
            "ConvTranspose", "kernel_shape", "pads", "strides", "dilations", "group", "axis", "input", "\u001b[31m", "../../x",
            string.Empty,
        ];
        return words[random.Next(words.Length)];
    }

    private static List<Field>? Parse(ReadOnlySpan<byte> bytes)
    {
        var fields = new List<Field>();
        while (bytes.Length > 0)
        {
            if (!TryNumber(ref bytes, out ulong tag) || tag >> 3 is 0 or > int.MaxValue)
            {
                return null;
            }

            int wire = (int)(tag & 7);
            ReadOnlySpan<byte> before = bytes;
            ulong length;
            switch (wire)
            {
                case Varint when TryNumber(ref bytes, out _):
                    length = (ulong)(before.Length - bytes.Length);
                    break;
                case Bytes when TryNumber(ref bytes, out length):
                    before = bytes;
                    break;
                case Fixed64 or Fixed32:
                    length = wire == Fixed64 ? 8UL : 4UL;
                    break;
                default:
                    return null;
            }

            if (length > (ulong)before.Length)
            {
                return null;
            }

            fields.Add(new Field((int)(tag >> 3), wire, before[..(int)length].ToArray()));
            bytes = before[(int)length..];
        }

        return fields;
    }

    private static byte[] Write(List<Field> fields)
    {
        using var stream = new MemoryStream();
        foreach (Field field in fields)
        {
            stream.Write(Number(((ulong)field.Number << 3) | (uint)field.Wire));
            if (field.Wire == Bytes)
            {
                stream.Write(Number((ulong)field.Content.Length));
            }

            stream.Write(field.Content);
        }

        return stream.ToArray();
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private sealed record Field(int Number, int Wire, byte[] Content);
}
