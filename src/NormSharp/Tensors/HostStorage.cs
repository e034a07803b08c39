using System.Runtime.CompilerServices;

namespace NormSharp.Tensors;

/// <summary>Memory of the managed heap, pinned and aligned to 64 bytes so that vector loads never straddle cache lines.</summary>
/// <typeparam name="T">float, double or int.</typeparam>
internal sealed class HostStorage<T> : Storage
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly T[] _array;
    private readonly int _start;

    /// <summary>Allocates zeroed memory, or memory of undefined content.</summary>
    /// <param name="length">How many elements fit.</param>
    /// <param name="zeroed">Whether they are set to zero.</param>
    public unsafe HostStorage(int length, bool zeroed = true)
    {
        int padded = checked(length + (Alignment / sizeof(T)));
        _array = zeroed ? GC.AllocateArray<T>(padded, pinned: true) : GC.AllocateUninitializedArray<T>(padded, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _start = (int)((Alignment - (address % Alignment)) % Alignment / (nuint)sizeof(T));
        Length = length;
    }

    /// <summary>Takes an array of the caller as it is: neither copied nor pinned nor aligned.</summary>
    public HostStorage(T[] array)
    {
        _array = array;
        Length = array.Length;
    }

    /// <inheritdoc/>
    public override ElementType ElementType
        => typeof(T) == typeof(float) ? ElementType.Float32 : typeof(T) == typeof(int) ? ElementType.Int32 : ElementType.Float64;

    /// <inheritdoc/>
    public override int Length { get; }

    /// <summary>All elements.</summary>
    public Span<T> Span => _array.AsSpan(_start, Length);
}
