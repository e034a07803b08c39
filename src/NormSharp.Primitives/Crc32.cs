using System.Buffers.Binary;

namespace NormSharp.Primitives;

/// <summary>
/// The checksum of PNG chunks and zip entries: CRC-32 with the reflected polynomial 0xEDB88320 (ISO 3309). Eight bytes a step by
/// eight tables ("slicing by eight"), as archives of models are hundreds of megabytes.
/// </summary>
internal static class Crc32
{
    private const int Slices = 8;
    private const int Entries = 256;

    private static readonly uint[] Table = MakeTables();

    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of what came before and of these bytes after it.</summary>
    /// <param name="crc">The checksum of what came before; 0 for nothing.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        while (bytes.Length >= Slices)
        {
            uint low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = At(7, low) ^ At(6, low >> 8) ^ At(5, low >> 16) ^ At(4, low >> 24)
                ^ At(3, high) ^ At(2, high >> 8) ^ At(1, high >> 16) ^ At(0, high >> 24);
            bytes = bytes[Slices..];
        }

        foreach (byte value in bytes)
        {
            state = At(0, state ^ value) ^ (state >> 8);
        }

        return ~state;
    }

    private static uint At(int slice, uint index) => Table[(slice * Entries) + (byte)index];

    private static uint[] MakeTables()
    {
        uint[] table = new uint[Slices * Entries];
        for (uint i = 0; i < Entries; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        for (int i = Entries; i < table.Length; i++)
        {
            uint before = table[i - Entries];
            table[i] = table[(byte)before] ^ (before >> 8);
        }

        return table;
    }
}
