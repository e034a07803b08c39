using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Keeps storages that were given back and lends them again. Requests are rounded up to size classes an eighth apart, so that a
/// shorter last batch finds the buffers of the full ones.
/// </summary>
internal sealed class StoragePool<T>
    where T : unmanaged
{
    private const int SmallestClass = 64;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Stack<HostStorage<T>>> _free = [];

    /// <summary>Lends a storage of at least that length, of undefined content.</summary>
    public HostStorage<T> Rent(int length)
    {
        int size = SizeClass(length);
        lock (_lock)
        {
            // One class up wastes an eighth at most; further up a small request would hold a big buffer.
            int next = size < int.MaxValue / 2 ? SizeClass(size + 1) : size;
            foreach (int candidate in (ReadOnlySpan<int>)[size, next])
            {
                if (_free.TryGetValue(candidate, out Stack<HostStorage<T>>? stack) && stack.TryPop(out HostStorage<T>? storage))
                {
                    return storage;
                }
            }
        }

        return new HostStorage<T>(size, zeroed: false);
    }

    /// <summary>Takes a storage back.</summary>
    public void Return(HostStorage<T> storage)
    {
        lock (_lock)
        {
            if (!_free.TryGetValue(storage.Length, out Stack<HostStorage<T>>? stack))
            {
                _free[storage.Length] = stack = new Stack<HostStorage<T>>();
            }

            stack.Push(storage);
        }
    }

    /// <summary>Lets go of everything that is not lent.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _free.Clear();
        }
    }

    private static int SizeClass(int length)
    {
        if (length <= SmallestClass)
        {
            return SmallestClass;
        }

        int step = Math.Max(SmallestClass / 8, (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length) / 16));
        return checked((length + step - 1) / step * step);
    }
}
