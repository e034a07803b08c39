using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NormSharp.Data;

/// <summary>
/// An array in NumPy's format (NEP 1), versions 1 to 3: <c>\x93NUMPY</c>, a header in the form of a Python dictionary, numbers.
/// </summary>
internal static partial class NpyArray
{
    private const int MagicLength = 8;
    private const int MostHeader = 1 << 16;
    private const int MostDimensions = 8;

    /// <summary>Reads an array of numbers.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="DataFormatException">It is no such array, damaged, or of numbers that are not read.</exception>
    public static StoredArray Parse(string name, byte[] bytes)
    {
        if (bytes.Length < MagicLength + 4 || !IsMagic(bytes))
        {
            throw new DataFormatException(name, "is no NumPy array.");
        }

        bool isLong = bytes[6] >= 2;
        long length = isLong ? BitConverter.ToUInt32(bytes, MagicLength) : BitConverter.ToUInt16(bytes, MagicLength);
        int start = MagicLength + (isLong ? 4 : 2);
        if (length > MostHeader || start + length > bytes.Length)
        {
            throw new DataFormatException(name, "ends within its header: it was cut off.");
        }

        string header = Encoding.Latin1.GetString(bytes, start, (int)length);
        Match type = Descr().Match(header);
        Match shape = Shape().Match(header);
        if (!type.Success || !shape.Success || !Fortran().IsMatch(header))
        {
            throw new DataFormatException(name, "has a header that is not one of an array of numbers in C order.");
        }

        NumberKind kind = KindOf(name, type.Groups[2].Value);
        int[] sizes = Sizes(name, shape.Groups[1].Value);
        Int128 total = sizes.Aggregate((Int128)StoredArray.SizeOf(kind), (product, size) => product * size);
        int data = start + (int)length;
        return total == bytes.Length - data
            ? new StoredArray(name, sizes, kind, type.Groups[1].Value == ">", bytes[data..])
            : throw new DataFormatException(name, $"its header promises {total} bytes of numbers, and there are {bytes.Length - data}.");
    }

    private static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..];

    private static int[] Sizes(string name, string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int[] sizes = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            bool isSize = int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) && sizes[i] > 0;
            if (!isSize || parts.Length > MostDimensions)
            {
                throw new DataFormatException(name, $"has the shape ({text}), which is none of images or labels.");
            }
        }

        return sizes;
    }

    private static NumberKind KindOf(string name, string type) => type switch
    {
        "u1" or "b1" => NumberKind.UInt8,
        "i1" => NumberKind.Int8,
        "u2" => NumberKind.UInt16,
        "i2" => NumberKind.Int16,
        "u4" => NumberKind.UInt32,
        "i4" => NumberKind.Int32,
        "u8" => NumberKind.UInt64,
        "i8" => NumberKind.Int64,
        "f4" => NumberKind.Float32,
        "f8" => NumberKind.Float64,
        _ => throw new DataFormatException(name, $"holds numbers of type {type}, expected whole numbers, float32 or float64."),
    };

    [GeneratedRegex(@"'descr'\s*:\s*'([<>|=]?)(\w{2,4})'", RegexOptions.CultureInvariant)]
    private static partial Regex Descr();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]{0,200})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"'fortran_order'\s*:\s*False", RegexOptions.CultureInvariant)]
    private static partial Regex Fortran();
}
