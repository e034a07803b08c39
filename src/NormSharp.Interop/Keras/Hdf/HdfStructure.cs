namespace NormSharp.Interop.Keras.Hdf;

/// <summary>
/// Follows an HDF5 file from its root to all groups and arrays before a library reads it that takes memory for whatever a file claims:
/// every name, text, array and heap has to lie in the file, and every block in the one around it. Links to other files are refused, and so
/// is what Keras does not write: shared messages, dense groups, virtual arrays, types of other kinds.
/// </summary>
internal sealed class HdfStructure
{
    /// <summary>What stands for an address that is not there.</summary>
    public const ulong Undefined = ulong.MaxValue;

    private const int ObjectLimit = 100_000;
    private const int DepthLimit = 64;

    private readonly byte[] _file;
    private readonly HdfBudget _budget;
    private readonly HdfGroups _groups;
    private readonly HdfAttributes _attributes;
    private readonly HashSet<ulong> _seen = [];
    private readonly Queue<ulong> _headers = new();

    private HdfStructure(byte[] file)
    {
        _file = file;
        _budget = new HdfBudget(file.Length);
        _groups = new HdfGroups(file, _budget, Enqueue);
        _attributes = new HdfAttributes(file, _budget, _seen);
    }

    /// <exception cref="InvalidDataException">Something is claimed that is not there, or is not read.</exception>
    public static void Check(byte[] file)
    {
        var structure = new HdfStructure(file);
        structure.Root();
        while (structure._headers.TryDequeue(out ulong header))
        {
            structure.Header(header);
            structure._groups.Follow();
        }
    }

    /// <summary>The file from an address on.</summary>
    /// <exception cref="InvalidDataException">It is outside of the file.</exception>
    public static HdfBlock At(byte[] file, ulong address) => address < (ulong)file.Length
        ? new HdfBlock(file.AsSpan((int)address))
        : throw new InvalidDataException($"address {address} is outside of the file");

    private void Root()
    {
        HdfBlock block = At(_file, 8);
        byte version = block.Byte();
        block.Take(version < 2 ? 4UL : 0);
        block.Expect(block.Byte(), 8, "the size of addresses");
        block.Expect(block.Byte(), 8, "the size of lengths");
        block.Take(version switch
        {
            0 => 9UL,
            1 => 13UL,
            2 or 3 => 1UL,
            _ => throw new InvalidDataException($"a file of version {version}"),
        });
        block.Expect(block.Quad(), 0, "the base address");
        block.Expect(block.Quad(), Undefined, "the address of an extension");
        block.Take(8);
        if (version < 2)
        {
            block.Expect(block.Quad(), Undefined, "the address of a driver");
            _groups.Root(ref block);
            _groups.Follow();
        }
        else
        {
            Enqueue(block.Quad());
        }
    }

    private void Enqueue(ulong header)
    {
        if (_seen.Add(header))
        {
            _headers.Enqueue(header);
            if (_seen.Count > ObjectLimit)
            {
                throw new InvalidDataException("more groups and arrays than a model has");
            }
        }
    }

    private void Header(ulong address)
    {
        var layout = new HdfLayout(_file, _budget);
        HdfBlock block = At(_file, address);
        int version = block.Byte();
        if (version == 1)
        {
            block.Take(7);
            uint size = block.Double();
            block.Take(size > 0 ? 4UL : 0);
            Messages(new HdfBlock(block.Take(size)), 1, false, layout, 0);
        }
        else
        {
            block = At(_file, address);
            block.Expect("OHDR"u8);
            block.Expect(block.Byte(), 2, "the version of a header");
            byte flags = block.Byte();
            block.Take((flags & 0x20) != 0 ? 16UL : 0);
            block.Take((flags & 0x10) != 0 ? 4UL : 0);
            ulong size = block.Number(1 << (flags & 3));
            Messages(new HdfBlock(block.Take(size)), 2, (flags & 4) != 0, layout, 0);
        }

        layout.CheckChunks();
    }

    private void Messages(HdfBlock block, int version, bool hasOrder, HdfLayout layout, int depth)
    {
        int prefix = version == 1 ? 8 : hasOrder ? 6 : 4;
        while (block.Left > (version == 1 ? 0 : prefix))
        {
            int type = version == 1 ? block.Word() : block.Byte();
            int size = block.Word();
            if ((block.Byte() & 2) != 0)
            {
                throw new InvalidDataException("a shared message, which is not read");
            }

            block.Take(version == 1 ? 3UL : hasOrder ? 2UL : 0);
            var data = new HdfBlock(block.Take((ulong)size));
            _budget.Spend(size);
            if (type == 0x10)
            {
                HdfBlock more = At(_file, data.Quad());
                more = new HdfBlock(more.Take(data.Quad()));
                if (version == 2)
                {
                    more.Expect("OCHK"u8);
                    more = new HdfBlock(more.Take((ulong)Math.Max(more.Left - 4, 0)));
                }

                if (depth == DepthLimit)
                {
                    throw new InvalidDataException("a header in a circle");
                }

                Messages(more, version, hasOrder, layout, depth + 1);
            }
            else
            {
                Message(type, data, layout);
            }
        }
    }

    private void Message(int type, HdfBlock data, HdfLayout layout)
    {
        switch (type)
        {
            case 0x00 or 0x0A or 0x0D or 0x0E or 0x12 or 0x16:
                break;
            case 0x01:
                HdfType.Count(ref data);
                break;
            case 0x02 or 0x15:
                data.Take(1);
                byte flags = data.Byte();
                data.Take((flags & 1) == 0 ? 0UL : type == 0x02 ? 8UL : 2UL);
                data.Expect(data.Quad(), Undefined, "the address of a dense group, which is not read");
                break;
            case 0x03:
                HdfType.Read(ref data);
                break;
            case 0x04:
                data.Take(data.Double());
                break;
            case 0x05:
                FillValue(data);
                break;
            case 0x06:
                Link(data);
                break;
            case 0x08:
                layout.Layout(data);
                break;
            case 0x0B:
                layout.Filters(data);
                break;
            case 0x0C:
                _attributes.Read(data);
                break;
            case 0x11:
                _groups.Add(data.Quad(), data.Quad());
                break;
            default:
                throw new InvalidDataException($"a message of type {type}, which models do not have");
        }
    }

    private static void FillValue(HdfBlock data)
    {
        byte version = data.Byte();
        bool isDefined;
        if (version == 3)
        {
            isDefined = (data.Byte() & 0x20) != 0;
        }
        else
        {
            data.Take(2);
            isDefined = data.Byte() != 0 || version == 1;
        }

        if (isDefined)
        {
            data.Take(data.Double());
        }
    }

    private void Link(HdfBlock data)
    {
        data.Expect(data.Byte(), 1, "the version of a link");
        byte flags = data.Byte();
        int kind = (flags & 8) != 0 ? data.Byte() : 0;
        data.Take((flags & 4) != 0 ? 8UL : 0);
        data.Take((flags & 16) != 0 ? 1UL : 0);
        data.Take(data.Number(1 << (flags & 3)));
        switch (kind)
        {
            case 0:
                Enqueue(data.Quad());
                break;
            case 1:
                data.Take(data.Word());
                break;
            default:
                throw new InvalidDataException("a link to another file, which is not followed");
        }
    }
}
