namespace NormSharp.Interop.Keras.Hdf;

/// <summary>The type of an element, and how many there are, as headers say it.</summary>
internal static class HdfType
{
    private const int DepthLimit = 4;
    private const int RankLimit = 32;

    /// <summary>Reads a type: whole numbers, floating point, text, lists of these, and enumerations (Python's bool).</summary>
    /// <returns>The bytes of an element, and whether it is a list that lies in a heap.</returns>
    /// <exception cref="InvalidDataException">It is another type, or is longer than its block.</exception>
    public static (uint Size, bool IsList) Read(ref HdfBlock block, int depth = 0)
    {
        byte kind = block.Byte();
        int version = kind >> 4;
        ReadOnlySpan<byte> bits = block.Take(3);
        int members = bits[0] | (bits[1] << 8);
        uint size = block.Double();
        if (version is < 1 or > 3 || depth > DepthLimit)
        {
            throw new InvalidDataException($"a type of version {version}");
        }

        switch (kind & 15)
        {
            case 0:
                block.Take(4);
                break;
            case 1:
                block.Take(12);
                break;
            case 3:
                break;
            case 8:
                Read(ref block, depth + 1);
                for (int i = 0; i < members; i++)
                {
                    Name(ref block, isPadded: version < 3);
                }

                block.Take((ulong)members * size);
                break;
            case 9:
                Read(ref block, depth + 1);
                block.Expect(size, 16, "the size of a list");
                return (size, true);
            default:
                throw new InvalidDataException($"a type of class {kind & 15}, which models do not have");
        }

        return (size, false);
    }

    /// <summary>Reads how many elements there are.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static double Count(ref HdfBlock block)
    {
        byte version = block.Byte();
        byte rank = block.Byte();
        byte flags = block.Byte();
        byte type = block.Byte();
        if (version is not (1 or 2) || rank > RankLimit || (flags & ~1) != 0)
        {
            throw new InvalidDataException($"a data space of version {version} and {rank} dimensions");
        }

        if (version == 1)
        {
            block.Take(4);
        }

        double count = 1;
        for (int d = 0; d < rank; d++)
        {
            count *= block.Quad();
        }

        block.Take((flags & 1) != 0 ? 8UL * rank : 0);
        return version == 2 && type == 2 ? 0 : count;
    }

    /// <summary>A text that ends in 0, and is followed by zeros to a multiple of eight in old versions.</summary>
    public static void Name(ref HdfBlock block, bool isPadded)
    {
        ulong length = 1;
        while (block.Byte() != 0)
        {
            length++;
        }

        block.Take(isPadded ? (8 - (length % 8)) % 8 : 0);
    }
}
