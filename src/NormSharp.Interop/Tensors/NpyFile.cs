using System.Globalization;
using System.Text;
using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tensors;

/// <summary>
/// NumPy's <c>.npy</c>: a magic number, a version, the length of a header, the header as a Python dictionary of three entries, then the
/// elements. Versions 1 to 3, either byte order, row-major or column-major.
/// </summary>
internal static class NpyFile
{
    private const int HeaderLimit = 1 << 16;
    private const int Alignment = 64;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="ModelFormatException">The file is damaged or no .npy file of numbers.</exception>
    public static NamedTensor Read(SourceFile file, string name)
    {
        byte[] start = file.Read(0, Math.Min(12, file.Length));
        if (start.Length < 12 || !start.AsSpan(0, 6).SequenceEqual(Magic) || start[6] is < 1 or > 3)
        {
            throw Malformed.In(file.Path, "is no .npy file or truncated");
        }

        int prefix = start[6] == 1 ? 10 : 12;
        long headerLength = start[6] == 1 ? BitConverter.ToUInt16([start[8], start[9]]) : BitConverter.ToUInt32(start.AsSpan(8));
        if (headerLength > HeaderLimit)
        {
            throw Malformed.Limit(file.Path, "the bytes of its header", headerLength, HeaderLimit);
        }

        string header = Encoding.Latin1.GetString(file.Read(prefix, headerLength));
        (ElementType type, bool swapped) = TypeOf(file.Path, Entry(file.Path, header, "'descr'"));
        bool isColumnMajor = Entry(file.Path, header, "'fortran_order'").StartsWith("True", StringComparison.Ordinal);
        long[] shape = Shape(file.Path, Entry(file.Path, header, "'shape'"));
        long bytes = TensorShape.ByteCount(type, shape);
        if (bytes < 0 || shape.Length > TensorShape.RankLimit || bytes != file.Length - prefix - headerLength)
        {
            throw Malformed.In(
                file.Path,
                $"says that it holds {ElementTypes.Name(type)}{TensorShape.Text(shape)}, but {file.Length - prefix - headerLength} "
                + "bytes follow; "
                + "it is truncated or damaged");
        }

        byte[] data = file.Read(prefix + headerLength, bytes);
        int size = ElementTypes.SizeOf(type);
        if (swapped)
        {
            ElementOrder.Reverse(type is ElementType.Complex64 or ElementType.Complex128 ? size / 2 : size, data);
        }

        return new NamedTensor(name, type, shape, new MemoryContent(isColumnMajor ? RowMajor(data, shape, size) : data, file.Path));
    }

    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void Write(string path, NamedTensor tensor)
    {
        string shape = tensor.Shape.Count == 1 ? $"({tensor.Shape[0]},)" : $"({string.Join(", ", tensor.Shape)})";
        string header = $"{{'descr': '{Description(tensor)}', 'fortran_order': False, 'shape': {shape}, }}";
        int length = 10 + header.Length + 1;
        header += new string(' ', (Alignment - (length % Alignment)) % Alignment) + "\n";
        byte[] bytes = tensor.ReadBytes();
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Magic);
            stream.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
            stream.Write(Encoding.ASCII.GetBytes(header));
            stream.Write(bytes);
        });
    }

    private static string Description(NamedTensor tensor) => tensor.ElementType switch
    {
        ElementType.Float16 => "<f2",
        ElementType.Float32 => "<f4",
        ElementType.Float64 => "<f8",
        ElementType.Int8 => "|i1",
        ElementType.Int16 => "<i2",
        ElementType.Int32 => "<i4",
        ElementType.Int64 => "<i8",
        ElementType.UInt8 => "|u1",
        ElementType.UInt16 => "<u2",
        ElementType.UInt32 => "<u4",
        ElementType.UInt64 => "<u8",
        ElementType.Bool => "|b1",
        ElementType.Complex64 => "<c8",
        ElementType.Complex128 => "<c16",
        _ => throw new NormSharpException($"tensor '{Printable.Name(tensor.Name)}' is {tensor}, which .npy has no type for"),
    };

    private static (ElementType Type, bool Swapped) TypeOf(string path, string text)
    {
        string description = text.Length > 3 && text[0] == '\'' && text.IndexOf('\'', 1) is > 1 and var end ? text[1..end] : string.Empty;
        ElementType? type = description.Length < 3 ? null : description[1..] switch
        {
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "u1" => ElementType.UInt8,
            "u2" => ElementType.UInt16,
            "u4" => ElementType.UInt32,
            "u8" => ElementType.UInt64,
            "b1" => ElementType.Bool,
            "c8" => ElementType.Complex64,
            "c16" => ElementType.Complex128,
            _ => null,
        };
        return type is { } known && description[0] is '<' or '|' or '>' or '='
            ? (known, description[0] == '>')
            : throw Malformed.In(
                path, $"holds elements of type {Printable.Name(text.Split(',')[0])}, expected numbers; save it as float32");
    }

    /// <summary>What stands after a key, up to the header's end.</summary>
    private static string Entry(string path, string header, string key)
    {
        int place = header.IndexOf(key, StringComparison.Ordinal);
        int colon = place < 0 ? -1 : header.IndexOf(':', place + key.Length);
        return colon >= 0 ? header[(colon + 1)..].TrimStart() : throw Malformed.In(path, $"its header has no {key}; it is damaged");
    }

    private static long[] Shape(string path, string text)
    {
        int end = text.IndexOf(')');
        if (end < 1 || text[0] != '(')
        {
            throw Malformed.In(path, "its header has no shape in brackets; it is damaged");
        }

        string[] parts = text[1..end].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.ConvertAll(
            parts, part => long.TryParse(part.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out long extent)
            ? extent
            : throw Malformed.In(path, $"its header has the extent '{Printable.Name(part)}'; it is damaged"));
    }

    private static byte[] RowMajor(byte[] data, long[] shape, int size)
    {
        byte[] result = new byte[data.Length];
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        long[] place = new long[shape.Length];
        for (int element = 0; element < data.Length / size; element++)
        {
            long source = 0;
            for (int i = 0; i < shape.Length; i++)
            {
                source += place[i] * strides[i];
            }

            data.AsSpan((int)source * size, size).CopyTo(result.AsSpan(element * size));
            for (int i = shape.Length - 1; i >= 0 && ++place[i] == shape[i]; i--)
            {
                place[i] = 0;
            }
        }

        return result;
    }
}
