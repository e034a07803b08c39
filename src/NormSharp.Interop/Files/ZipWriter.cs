using System.Buffers.Binary;
using System.Text;
using NormSharp.Primitives;

namespace NormSharp.Interop.Files;

/// <summary>
/// Writes a zip archive whose files are not compressed and begin at multiples of 64 bytes, so that programs can map them into memory.
/// Times are those of the format's beginning, 1980.
/// </summary>
internal sealed class ZipWriter(string path, Stream stream)
{
    private const int Alignment = 64;
    private const int LocalLength = 30;
    private const int RecordLength = 46;
    private const int EndLength = 22;
    private const ushort Version = 20;
    private const ushort Utf8Flag = 0x0800;
    private const ushort FirstDay = 0x0021;

    // The identifier that PyTorch gives to what fills up to the alignment.
    private const ushort PaddingId = 0x4246;

    private readonly MemoryStream _directory = new();
    private long _position;
    private int _count;

    public void Add(string name, ReadOnlySpan<byte> data)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        long unpadded = _position + LocalLength + nameBytes.Length + 4;
        int padding = (int)((Alignment - (unpadded % Alignment)) % Alignment);
        if (unpadded + padding + data.Length > uint.MaxValue || _count == ushort.MaxValue)
        {
            throw new NormSharpException($"{path}: cannot write: the archive would pass 4 GB or 65,535 files; write safetensors instead");
        }

        byte[] header = new byte[LocalLength + nameBytes.Length + 4 + padding];
        Fields(header.AsSpan(4), nameBytes.Length, data);
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)(4 + padding));
        nameBytes.CopyTo(header, LocalLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(LocalLength + nameBytes.Length), PaddingId);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(LocalLength + nameBytes.Length + 2), (ushort)padding);

        byte[] record = new byte[RecordLength + nameBytes.Length];
        header.AsSpan(4, LocalLength - 6).CopyTo(record.AsSpan(6));
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014B50);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), (uint)_position);
        nameBytes.CopyTo(record, RecordLength);
        _directory.Write(record);

        stream.Write(header);
        stream.Write(data);
        _position += header.Length + data.Length;
        _count++;
    }

    /// <summary>Writes the directory; the archive is whole then.</summary>
    public void Finish()
    {
        byte[] end = new byte[EndLength];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)_count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)_count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)_directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)_position);
        _directory.WriteTo(stream);
        stream.Write(end);
    }

    /// <summary>The fields that the local header and the directory's record have in common: version to length of the name.</summary>
    private static void Fields(Span<byte> fields, int nameLength, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], Utf8Flag);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], Crc32.Compute(data));
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], (uint)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], (uint)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], (ushort)nameLength);
    }
}
