namespace NormSharp.Kernels.Parallel;

/// <summary>
/// Memory that a team's kernels work in, kept from call to call: a shared block and a worker's block for every worker at every depth
/// of nested loops. Blocks only grow.
/// </summary>
internal sealed unsafe class ScratchArena(int threads, IScratchSource source)
{
    private const int MaximumDepth = 4;

    private readonly Block[] _blocks = new Block[2 * threads * MaximumDepth];
    private readonly Lock _freeing = new();
    private bool _freed;

    ~ScratchArena() => Free();

    /// <summary>Bytes of all blocks.</summary>
    public long Bytes
    {
        get
        {
            long floats = 0;
            lock (_freeing)
            {
                foreach (Block block in _blocks)
                {
                    floats += (long)block.Length;
                }
            }

            return floats * sizeof(float);
        }
    }

    /// <summary>The block of one worker at one depth.</summary>
    public float* Worker(int worker, int depth, nuint length) => Grow(Index(worker, depth), length);

    /// <summary>The block shared by the loops that one worker starts at one depth.</summary>
    public float* Shared(int worker, int depth, nuint length) => Grow(Index(worker, depth) + 1, length);

    /// <summary>Frees every block.</summary>
    public void Free()
    {
        lock (_freeing)
        {
            _freed = true;
            foreach (ref Block block in _blocks.AsSpan())
            {
                source.Free(block.Pointer);
                block = default;
            }
        }

        GC.SuppressFinalize(this);
    }

    private int Index(int worker, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, threads);
        if (depth >= MaximumDepth)
        {
            throw new InvalidOperationException(
                $"Parallel loops are nested {depth} deep, and scratch memory reaches {MaximumDepth - 1}: call the inner kernel outside "
                    + "the loop.");
        }

        return 2 * ((depth * threads) + worker);
    }

    private float* Grow(int index, nuint length)
    {
        ref Block block = ref _blocks[index];
        if (block.Length < length)
        {
            GrowSlowly(ref block, length);
        }

        return block.Pointer;
    }

    private void GrowSlowly(ref Block block, nuint length)
    {
        lock (_freeing)
        {
            ObjectDisposedException.ThrowIf(_freed, typeof(ThreadTeam));
            source.Free(block.Pointer);
            block = default;
            block.Pointer = source.Allocate(length);
            block.Length = length;
        }
    }

    private struct Block
    {
        public float* Pointer;
        public nuint Length;
    }
}
