namespace NormSharp.Kernels.Blocked;

/// <summary>Numbers at an address that never moves, aligned to a cache line; freed by the garbage collector.</summary>
internal sealed unsafe class PinnedFloats
{
    private const int CacheLine = 64;
    private readonly float[] _memory;
    private readonly int _first;

    /// <param name="length">How many numbers; zeros at first.</param>
    public PinnedFloats(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + (CacheLine / sizeof(float)), pinned: true);
        nuint address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _memory[0]);
        _first = (int)((((CacheLine - 1) & ~(address - 1)) & (CacheLine - 1)) / sizeof(float));
    }

    /// <summary>How many numbers.</summary>
    public int Length { get; }

    /// <summary>The numbers.</summary>
    public Span<float> Span => _memory.AsSpan(_first, Length);

    /// <summary>The first; valid while this object is alive.</summary>
    public float* Start => (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _memory[_first]);
}
