using System.Buffers.Binary;
using System.Globalization;

namespace NormSharp.Data;

/// <summary>Numbers of a file, in the order of their dimensions, the last the fastest.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Sizes">The size of each dimension.</param>
/// <param name="Kind">How each number is stored.</param>
/// <param name="IsBigEndian">Whether its highest byte comes first.</param>
/// <param name="Bytes">All of them.</param>
internal sealed record StoredArray(string Path, IReadOnlyList<int> Sizes, NumberKind Kind, bool IsBigEndian, byte[] Bytes)
{
    private const int MostClasses = 256;

    /// <summary>Bytes of a number.</summary>
    public static int SizeOf(NumberKind kind) => kind switch
    {
        NumberKind.UInt8 or NumberKind.Int8 => 1,
        NumberKind.UInt16 or NumberKind.Int16 => 2,
        NumberKind.UInt32 or NumberKind.Int32 or NumberKind.Float32 => 4,
        _ => 8,
    };

    /// <summary>The size of the images in an array of 3 or 4 dimensions, and whether their channels come last.</summary>
    public static (ImageShape Shape, bool IsChannelsLast) ImagesOf(string path, IReadOnlyList<int> sizes) => sizes switch
    {
        [_, int height, int width] => (new ImageShape(1, height, width), false),
        [_, int height, int width, (1 or 3) and int channels] => (new ImageShape(channels, height, width), true),
        [_, (1 or 3) and int channels, int height, int width] => (new ImageShape(channels, height, width), false),
        _ => throw new DataFormatException(path, $"holds numbers of {string.Join('×', sizes)}; images are N×H×W, N×H×W×C or N×C×H×W with "
            + "1 or 3 channels."),
    };

    /// <summary>
    /// The images as bytes, channel-first: whole numbers from 0 to 255, or fractions from 0 to 1, which are multiplied by 255.
    /// </summary>
    /// <exception cref="DataFormatException">They are neither.</exception>
    public byte[] ToPixels()
    {
        byte[] values = Kind == NumberKind.UInt8 ? Bytes : Scaled();
        (ImageShape shape, bool isLast) = ImagesOf(Path, Sizes);
        if (!isLast || shape.Channels == 1)
        {
            return values;
        }

        byte[] planes = new byte[values.Length];
        for (int start = 0; start < values.Length; start += shape.Length)
        {
            for (int i = 0; i < shape.Length; i++)
            {
                planes[start + (i % shape.Channels * shape.PlaneLength) + (i / shape.Channels)] = values[start + i];
            }
        }

        return planes;
    }

    /// <summary>The labels: one number an image, from 0 to 255.</summary>
    /// <exception cref="DataFormatException">They are not.</exception>
    public byte[] ToLabels()
    {
        if (Sizes.Skip(1).Any(size => size != 1))
        {
            throw new DataFormatException(Path, $"holds numbers of {string.Join('×', Sizes)}, where one label an image is expected.");
        }

        byte[] labels = new byte[Sizes[0]];
        for (int i = 0; i < labels.Length; i++)
        {
            double value = At(i);
            labels[i] = value is >= 0 and < MostClasses && value == Math.Floor(value) ? (byte)value : throw new DataFormatException(
                Path,
                string.Create(CultureInfo.InvariantCulture, $"label {i} is {value}, expected a whole number from 0 to {MostClasses - 1}."));
        }

        return labels;
    }

    private byte[] Scaled()
    {
        int count = Bytes.Length / SizeOf(Kind);
        (double least, double most) = (double.MaxValue, double.MinValue);
        for (int i = 0; i < count; i++)
        {
            double value = At(i);
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        if (!(least >= 0 && most <= byte.MaxValue))
        {
            throw new DataFormatException(Path, string.Create(
                CultureInfo.InvariantCulture, $"holds pixels from {least} to {most}, expected 0 to 255, or 0 to 1."));
        }

        double scale = Kind is NumberKind.Float32 or NumberKind.Float64 && most <= 1 ? byte.MaxValue : 1;
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (byte)Math.Round(At(i) * scale);
        }

        return values;
    }

    private double At(int index)
    {
        int size = SizeOf(Kind);
        Span<byte> bytes = stackalloc byte[size];
        Bytes.AsSpan(index * size, size).CopyTo(bytes);
        if (IsBigEndian)
        {
            bytes.Reverse();
        }

        return Kind switch
        {
            NumberKind.UInt8 => bytes[0],
            NumberKind.Int8 => (sbyte)bytes[0],
            NumberKind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            NumberKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            NumberKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            NumberKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            NumberKind.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            NumberKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            NumberKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }
}
