namespace NormSharp.Interop.Keras.Hdf;

/// <summary>Follows attributes, and the texts of theirs that lie in heaps elsewhere in the file.</summary>
/// <param name="file">The file.</param>
/// <param name="budget">What may be followed.</param>
/// <param name="seen">The addresses of what was followed.</param>
internal sealed class HdfAttributes(byte[] file, HdfBudget budget, HashSet<ulong> seen)
{
    /// <exception cref="InvalidDataException">It does not hold what it claims.</exception>
    public void Read(HdfBlock data)
    {
        byte version = data.Byte();
        byte flags = data.Byte();
        (ushort name, ushort type, ushort space) = (data.Word(), data.Word(), data.Word());
        data.Take(version == 3 ? 1UL : 0);
        if (version is < 1 or > 3 || (version > 1 && flags != 0))
        {
            throw new InvalidDataException($"an attribute of version {version} with flags {flags}");
        }

        int left = data.Left;
        HdfType.Name(ref data, isPadded: version == 1);
        data.Expect((ulong)(left - data.Left), version == 1 ? Padded(name) : name, "the length of an attribute's name");
        left = data.Left;
        (uint size, bool isList) = HdfType.Read(ref data);
        data.Expect((ulong)(left - data.Left), type, "the length of an attribute's type");
        data.Take(version == 1 ? Padded(type) - type : 0);
        left = data.Left;
        double count = HdfType.Count(ref data);
        data.Expect((ulong)(left - data.Left), space, "the length of an attribute's data space");
        data.Take(version == 1 ? Padded(space) - space : 0);
        if (count * size > data.Left)
        {
            throw new InvalidDataException($"an attribute of {count:G6} elements where {data.Left} bytes are left");
        }

        for (int i = 0; isList && i < (int)count; i++)
        {
            uint length = data.Double();
            ulong heap = data.Quad();
            data.Take(4);
            if (heap != 0 && heap != HdfStructure.Undefined && (length > 0 || heap < (ulong)file.Length))
            {
                Heap(heap);
            }
        }
    }

    private static ulong Padded(ulong length) => (length + 7) / 8 * 8;

    private void Heap(ulong address)
    {
        if (!seen.Add(address))
        {
            return;
        }

        HdfBlock heap = HdfStructure.At(file, address);
        heap.Expect("GCOL"u8);
        heap.Take(4);
        ulong size = heap.Quad();
        heap = new HdfBlock(heap.Take(size >= 16 ? size - 16 : throw new InvalidDataException("a heap of no size")));
        while (heap.Left > 0)
        {
            budget.Spend(0);
            if (heap.Word() == 0)
            {
                return;
            }

            heap.Take(6);
            heap.Take(Padded(Math.Min(heap.Quad(), (ulong)file.Length)));
        }
    }
}
