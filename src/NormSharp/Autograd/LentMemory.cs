using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>What a tape has borrowed, and how it goes back: at the end all of it, gradients as soon as nothing refers to them.</summary>
internal sealed class LentMemory(Backend backend)
{
    private readonly List<Storage?> _storages = [];

    /// <summary>The first slot that the running backward pass borrowed; what lies before it is needed until the end.</summary>
    private int _firstOfBackward = int.MaxValue;

    public Storage Rent(int length, ElementType type)
    {
        Storage storage = backend.Rent(length, type);
        storage.LentSlot = _storages.Count;
        _storages.Add(storage);
        return storage;
    }

    public void BeginBackward() => _firstOfBackward = _storages.Count;

    public void EndBackward() => _firstOfBackward = int.MaxValue;

    /// <summary>Whether the running backward pass borrowed a storage, so that nothing of the forward pass lives in it.</summary>
    public bool IsOfBackward(Storage storage)
        => storage.LentSlot >= _firstOfBackward && storage.LentSlot < _storages.Count && _storages[storage.LentSlot] == storage;

    /// <summary>Gives a storage of the running backward pass back, unless a gradient still refers to it.</summary>
    public void Release(Storage storage)
    {
        if (storage.References == 0 && IsOfBackward(storage))
        {
            _storages[storage.LentSlot] = null;
            backend.Return(storage);
        }
    }

    /// <summary>Gives everything back.</summary>
    public void ReturnAll()
    {
        foreach (Storage? storage in _storages)
        {
            if (storage is not null)
            {
                storage.References = 0;
                backend.Return(storage);
            }
        }

        _storages.Clear();
    }
}
