using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Keeps storages that were given back and lends them again. Requests are rounded up to size classes an eighth apart, so that a
/// shorter last batch finds the buffers of the full ones. What nobody has taken for long is let go.
/// </summary>
internal sealed class StoragePool<T>
    where T : unmanaged
{
    /// <summary>
    /// After so many requests a storage that none of them took is let go: more than one step of any training makes, so that a warm step
    /// finds all of its memory; shapes of before are forgotten.
    /// </summary>
    public const int MostIdle = 1 << 16;

    private const int SmallestClass = 64;
    private const int Sweep = 1 << 12;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<(HostStorage<T> Storage, long Returned)>> _free = [];
    private long _requests;
    private long _lent;

    /// <summary>How many elements are kept and not lent.</summary>
    public long Kept
    {
        get
        {
            lock (_lock)
            {
                return _free.Sum(entry => (long)entry.Key * entry.Value.Count);
            }
        }
    }

    /// <summary>The most elements that were lent at once.</summary>
    public long MostLent { get; private set; }

    /// <summary>Lends a storage of at least that length, of undefined content.</summary>
    public HostStorage<T> Rent(int length)
    {
        int size = SizeClass(length);
        lock (_lock)
        {
            if (++_requests % Sweep == 0)
            {
                LetGo();
            }

            // One class up wastes an eighth at most; further up a small request would hold a big buffer.
            int next = size < int.MaxValue / 2 ? SizeClass(size + 1) : size;
            foreach (int candidate in (ReadOnlySpan<int>)[size, next])
            {
                if (_free.TryGetValue(candidate, out List<(HostStorage<T> Storage, long Returned)>? kept) && kept.Count > 0)
                {
                    // The last that was given back: the first ones may then grow old.
                    HostStorage<T> storage = kept[^1].Storage;
                    kept.RemoveAt(kept.Count - 1);
                    Lend(storage.Length);
                    return storage;
                }
            }
        }

        var made = new HostStorage<T>(size, zeroed: false);
        lock (_lock)
        {
            Lend(size);
        }

        return made;
    }

    /// <summary>Takes a storage back.</summary>
    public void Return(HostStorage<T> storage)
    {
        lock (_lock)
        {
            if (!_free.TryGetValue(storage.Length, out List<(HostStorage<T> Storage, long Returned)>? kept))
            {
                _free[storage.Length] = kept = [];
            }

            kept.Add((storage, _requests));
            _lent -= storage.Length;
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

    private void Lend(int length)
    {
        _lent += length;
        MostLent = Math.Max(MostLent, _lent);
    }

    private void LetGo()
    {
        foreach ((_, List<(HostStorage<T> Storage, long Returned)> kept) in _free)
        {
            int idle = 0;
            while (idle < kept.Count && _requests - kept[idle].Returned > MostIdle)
            {
                idle++;
            }

            kept.RemoveRange(0, idle);
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
