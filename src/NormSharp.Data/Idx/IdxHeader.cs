using System.Buffers.Binary;

namespace NormSharp.Data;

/// <summary>
/// The head of an IDX file: two zeros, the type (8 for unsigned bytes), the number of dimensions, then each size as 32 bits,
/// big-endian (LeCun, Cortes, Burges: the MNIST database).
/// </summary>
/// <param name="Kind">How each number is stored; big-endian.</param>
/// <param name="Sizes">The size of each dimension: 1 for labels, 3 or 4 for images.</param>
internal sealed record IdxHeader(NumberKind Kind, IReadOnlyList<int> Sizes)
{
    /// <summary>Bytes of the header.</summary>
    public int Length => 4 + (4 * Sizes.Count);

    /// <summary>Bytes of the numbers.</summary>
    public int DataLength => Sizes.Aggregate(StoredArray.SizeOf(Kind), (product, size) => product * size);

    /// <summary>Reads the sizes, and checks them against the length of the file.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="isLabels">Whether labels are expected, not images.</param>
    /// <exception cref="DataFormatException">It is no such file, or its sizes cannot be true.</exception>
    public static IdxHeader Read(DataFile file, bool isLabels)
    {
        Span<byte> head = stackalloc byte[4];
        int shortest = isLabels ? 8 : 16;
        if (file.Read(head) < head.Length)
        {
            throw CutOff(file, shortest);
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(head);
        int dimensions = head[3];
        bool isRight = isLabels ? dimensions == 1 : dimensions is 3 or 4;
        if (magic >> 16 != 0 || KindOf(head[2]) is not { } kind || !isRight)
        {
            uint expected = isLabels ? 0x0801u : 0x0803u;
            string hint = magic is 0x0801 ? " That is a file of labels." : magic is 0x0803 ? " That is a file of images." : "";
            throw new DataFormatException(file.Path, $"begins with 0x{magic:X8} where an IDX file of "
                + $"{(isLabels ? "labels" : "images")} begins with 0x{expected:X8}.{hint}");
        }

        Span<byte> bytes = stackalloc byte[4 * dimensions];
        if (file.Read(bytes) < bytes.Length)
        {
            throw CutOff(file, head.Length + bytes.Length);
        }

        int[] sizes = new int[dimensions];
        Int128 total = StoredArray.SizeOf(kind);
        for (int d = 0; d < dimensions; d++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * d)..]);
            if (size == 0)
            {
                throw new DataFormatException(
                    file.Path, d > 0 ? "has images without pixels." : isLabels ? "holds no label." : "holds no image.");
            }

            sizes[d] = (int)Math.Min(size, int.MaxValue);
            total *= size;
        }

        file.CheckCapacity(
            head.Length + bytes.Length + total,
            isLabels ? $"{sizes[0]} labels" : $"{sizes[0]} images of {string.Join('×', sizes[1..])}");
        return new IdxHeader(kind, sizes);
    }

    /// <summary>The numbers that follow the header.</summary>
    public StoredArray ReadNumbers(DataFile file) => new(file.Path, Sizes, Kind, IsBigEndian: true, file.ReadRest(DataLength, Length));

    private static NumberKind? KindOf(byte type) => type switch
    {
        0x08 => NumberKind.UInt8,
        0x09 => NumberKind.Int8,
        0x0B => NumberKind.Int16,
        0x0C => NumberKind.Int32,
        0x0D => NumberKind.Float32,
        0x0E => NumberKind.Float64,
        _ => null,
    };

    private static DataFormatException CutOff(DataFile file, int length)
        => new(file.Path, $"ends within its {length}-byte IDX header: it is empty or was cut off.");
}
