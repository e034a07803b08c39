using System.IO.Compression;

namespace NormSharp.Interop.Keras.Hdf;

/// <summary>Where the numbers of an array lie, and how they are packed.</summary>
/// <param name="file">The whole file.</param>
/// <param name="budget">How many steps it may take.</param>
internal sealed class HdfLayout(byte[] file, HdfBudget budget)
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Checksum = 3;
    private const int DepthLimit = 32;

    private readonly long _limit = (16L << 20) + (2L * file.Length);
    private readonly HashSet<ulong> _nodes = [];
    private long _unpacked;
    private ulong _chunks = ulong.MaxValue;
    private int _rank;
    private double _chunkBytes;
    private bool _isPacked;

    /// <summary>Reads a message of the layout.</summary>
    /// <exception cref="InvalidDataException">The numbers do not lie in the file, or are laid out in a way that is not read.</exception>
    public void Layout(HdfBlock block)
    {
        byte version = block.Byte();
        byte kind = block.Byte();
        if (version is not (3 or 4))
        {
            throw new InvalidDataException($"a layout of version {version}");
        }

        switch (kind)
        {
            case 0:
                block.Take(block.Word());
                break;
            case 1:
                Check(block.Quad(), block.Quad());
                break;
            case 2 when version == 3:
                _rank = block.Byte();
                _chunks = block.Quad();
                _chunkBytes = 1;
                for (int d = 0; d < _rank; d++)
                {
                    _chunkBytes *= block.Double();
                }

                break;
            default:
                throw new InvalidDataException($"a layout of version {version} and class {kind}, which is not read");
        }
    }

    /// <summary>Reads a message of filters.</summary>
    /// <exception cref="InvalidDataException">A filter is not read.</exception>
    public void Filters(HdfBlock block)
    {
        byte version = block.Byte();
        int count = block.Byte();
        block.Take(version == 1 ? 6UL : 0);
        if (version is not (1 or 2) || count > 32)
        {
            throw new InvalidDataException($"{count} filters of version {version}");
        }

        for (int i = 0; i < count; i++)
        {
            int id = block.Word();
            if (id is not (Deflate or Shuffle or Checksum))
            {
                throw new InvalidDataException($"filter {id}; only deflate, shuffle and checksums are read");
            }

            int name = version == 1 ? block.Word() : 0;
            block.Take(2);
            int values = block.Word();
            block.Take((ulong)((name + 7) / 8 * 8));
            block.Take((ulong)values * 4);
            block.Take(version == 1 && values % 2 == 1 ? 4UL : 0);
            _isPacked |= id == Deflate;
        }
    }

    /// <summary>Follows the chunks, when all messages of the header have been read.</summary>
    /// <exception cref="InvalidDataException">One lies outside of the file, or unpacks to more than it may.</exception>
    public void CheckChunks()
    {
        if (_chunks != ulong.MaxValue)
        {
            if (_chunkBytes > _limit || _rank is 0 or > 33)
            {
                throw new InvalidDataException($"chunks of {_chunkBytes:G6} bytes");
            }

            Node(_chunks, null);
        }
    }

    private void Node(ulong address, int? expected)
    {
        HdfBlock node = HdfStructure.At(file, address);
        node.Expect("TREE"u8);
        node.Expect(node.Byte(), 1, "the type of a tree of chunks");
        int level = node.Byte();
        int count = node.Word();
        node.Take(16);
        if (level > DepthLimit || (expected is { } wanted && level != wanted) || !_nodes.Add(address))
        {
            throw new InvalidDataException("a tree of chunks in a circle");
        }

        for (int i = 0; i < count; i++)
        {
            budget.Spend(_rank);
            uint bytes = node.Double();
            node.Take(4 + (8UL * (ulong)_rank));
            ulong child = node.Quad();
            if (level > 0)
            {
                Node(child, level - 1);
            }
            else
            {
                Check(child, bytes);
                Unpack(child, bytes);
            }
        }
    }

    /// <summary>Unpacks to nowhere, and counts: the library that reads the chunk would take as much memory as comes.</summary>
    private void Unpack(ulong address, uint bytes)
    {
        if (!_isPacked)
        {
            return;
        }

        using var stream = new ZLibStream(new MemoryStream(file, (int)address, (int)bytes, writable: false), CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 16];
        for (double length = 0; stream.Read(buffer) is > 0 and var read;)
        {
            length += read;
            _unpacked += read;
            budget.Spend(read / 16);
            if (length > _chunkBytes + 64 || _unpacked > _limit)
            {
                throw new InvalidDataException("a chunk unpacks to more than its size");
            }
        }
    }

    private void Check(ulong address, ulong bytes)
    {
        if (address != ulong.MaxValue && bytes > 0)
        {
            HdfStructure.At(file, address).Take(bytes);
        }
    }
}
