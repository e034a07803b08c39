using System.Buffers.Binary;

namespace NormSharp.Data;

/// <summary>
/// The head of an IDX file of unsigned bytes: two zeros, the type 8, the number of dimensions, then each size as 32 bits,
/// big-endian (LeCun, Cortes, Burges: the MNIST database).
/// </summary>
internal static class IdxHeader
{
    /// <summary>Reads the sizes, and checks them against the length of the file.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="dimensions">How many sizes are expected: 1 for labels, 3 for images.</param>
    /// <exception cref="DataFormatException">It is no such file, or its sizes cannot be true.</exception>
    public static int[] Read(DataFile file, int dimensions)
    {
        Span<byte> bytes = stackalloc byte[Length(dimensions)];
        if (file.Read(bytes) < bytes.Length)
        {
            throw new DataFormatException(file.Path, $"ends within its {bytes.Length}-byte IDX header: it is empty or was cut off.");
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint expected = 0x0800u | (uint)dimensions;
        if (magic != expected)
        {
            string hint = magic is 0x0801 ? " That is a file of labels." : magic is 0x0803 ? " That is a file of images." : "";
            throw new DataFormatException(file.Path, $"begins with 0x{magic:X8} where an IDX file of "
                + $"{(dimensions == 1 ? "labels" : "images")} begins with 0x{expected:X8}.{hint}");
        }

        int[] sizes = new int[dimensions];
        Int128 total = 1;
        for (int d = 0; d < dimensions; d++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 + (4 * d))..]);
            if (size == 0)
            {
                throw new DataFormatException(
                    file.Path, d > 0 ? "has images without pixels." : dimensions == 1 ? "holds no label." : "holds no image.");
            }

            sizes[d] = (int)Math.Min(size, int.MaxValue);
            total *= size;
        }

        file.CheckCapacity(bytes.Length + total, dimensions == 1 ? $"{sizes[0]} labels" : $"{sizes[0]} images of {sizes[1]}×{sizes[2]}");
        return sizes;
    }

    /// <summary>Bytes of the header.</summary>
    public static int Length(int dimensions) => 4 + (4 * dimensions);
}
