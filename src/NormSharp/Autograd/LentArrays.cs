using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormSharp.Autograd;

/// <summary>Arrays of the host that a tape has borrowed: those of one round serve the next.</summary>
internal sealed class LentArrays<T>
{
    private const int Shortest = 16;

    private readonly List<T[]> _lent = [];
    private readonly Stack<T[]>?[] _free = new Stack<T[]>?[32];

    /// <summary>Lends so many elements, of undefined content.</summary>
    public Memory<T> Rent(int length)
    {
        T[] array = _free[ClassOf(length)] is { } free && free.TryPop(out T[]? found)
            ? found
            : ArrayPool<T>.Shared.Rent(1 << ClassOf(length));
        _lent.Add(array);
        return array.AsMemory(0, length);
    }

    /// <summary>Takes everything back for the next round.</summary>
    public void EndRound()
    {
        foreach (T[] array in _lent)
        {
            // Whatever length came, it serves the largest class that it fills.
            (_free[BitOperations.Log2((uint)array.Length)] ??= new Stack<T[]>()).Push(array);
        }

        _lent.Clear();
    }

    /// <summary>Gives everything back.</summary>
    public void ReturnAll()
    {
        EndRound();
        foreach (Stack<T[]>? free in _free)
        {
            while (free is not null && free.TryPop(out T[]? array))
            {
                ArrayPool<T>.Shared.Return(array, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
            }
        }
    }

    private static int ClassOf(int length) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, Shortest)));
}
