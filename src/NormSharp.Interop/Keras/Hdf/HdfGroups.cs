namespace NormSharp.Interop.Keras.Hdf;

/// <summary>Groups of the old kind: a tree of tables, and a heap with the names.</summary>
/// <param name="file">The whole file.</param>
/// <param name="budget">How many steps it may take.</param>
/// <param name="found">Takes the address of each header.</param>
internal sealed class HdfGroups(byte[] file, HdfBudget budget, Action<ulong> found)
{
    private const int DepthLimit = 64;

    private readonly HashSet<(ulong Tree, ulong Names)> _seen = [];
    private readonly Queue<(ulong Tree, ulong Names)> _waiting = new();

    /// <summary>Adds a group.</summary>
    public void Add(ulong tree, ulong names)
    {
        if (_seen.Add((tree, names)))
        {
            _waiting.Enqueue((tree, names));
        }
    }

    /// <summary>The entry of the root, which has no name.</summary>
    public void Root(ref HdfBlock block)
    {
        block.Take(8);
        Entry(ref block, []);
    }

    /// <summary>Reads the groups that were added.</summary>
    /// <exception cref="InvalidDataException">A table or a name is not there.</exception>
    public void Follow()
    {
        while (_waiting.TryDequeue(out (ulong Tree, ulong Names) group))
        {
            HdfBlock heap = HdfStructure.At(file, group.Names);
            heap.Expect("HEAP"u8);
            heap.Take(4);
            ulong size = heap.Quad();
            heap.Take(8);
            Tree(group, HdfStructure.At(file, heap.Quad()).Take(size), null);
        }
    }

    private void Tree((ulong Address, ulong Names) tree, ReadOnlySpan<byte> texts, int? expected)
    {
        HdfBlock node = HdfStructure.At(file, tree.Address);
        node.Expect("TREE"u8);
        node.Expect(node.Byte(), 0, "the type of a tree of names");
        int level = node.Byte();
        int count = node.Word();
        node.Take(16);
        if (level > DepthLimit || (expected is { } wanted && level != wanted))
        {
            throw new InvalidDataException("a tree of names in a circle");
        }

        for (int i = 0; i < count; i++)
        {
            budget.Spend(16);
            node.Take(8);
            ulong child = node.Quad();
            if (level > 0)
            {
                Tree((child, tree.Names), texts, level - 1);
            }
            else
            {
                Table(HdfStructure.At(file, child), texts);
            }
        }

        node.Take(8);
    }

    private void Table(HdfBlock table, ReadOnlySpan<byte> texts)
    {
        table.Expect("SNOD"u8);
        table.Take(2);
        for (int entries = table.Word(); entries > 0; entries--)
        {
            budget.Spend(40);
            Name(table.Quad(), texts);
            Entry(ref table, texts);
        }
    }

    /// <summary>The rest of an entry: a header, a group whose tree is noted here, or a link by name.</summary>
    private void Entry(ref HdfBlock table, ReadOnlySpan<byte> texts)
    {
        ulong header = table.Quad();
        uint kind = table.Double();
        table.Take(4);
        var noted = new HdfBlock(table.Take(16));
        if (kind == 2)
        {
            Name(noted.Double(), texts);
            return;
        }

        if (kind == 1)
        {
            Add(noted.Quad(), noted.Quad());
        }

        found(header);
    }

    private static void Name(ulong place, ReadOnlySpan<byte> texts)
    {
        if (place >= (ulong)texts.Length || texts[(int)place..].IndexOf((byte)0) < 0)
        {
            throw new InvalidDataException("a name outside of its heap");
        }
    }
}
