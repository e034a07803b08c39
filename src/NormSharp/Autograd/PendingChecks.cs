using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>
/// Checks that the operations of a step have left behind, read back together: the host waits for a device once a step, not once a layer.
/// </summary>
internal sealed class PendingChecks
{
    private const int BlockLength = 64;

    private readonly List<Tensor> _blocks = [];
    private readonly List<IChecked> _owners = [];

    /// <summary>The place of the next check: one int32.</summary>
    public Tensor Next(Tape tape)
    {
        if (_owners.Count == _blocks.Count * BlockLength)
        {
            _blocks.Add(tape.Rent([BlockLength], ElementType.Int32));
        }

        return _blocks[^1].Narrowed(0, _owners.Count % BlockLength, 1);
    }

    /// <summary>Says whose the place given last is.</summary>
    public void Add(IChecked owner) => _owners.Add(owner);

    /// <summary>Throws for the first owner that has a bad channel.</summary>
    public void ThrowIfBad(Backend backend)
    {
        Span<int> channels = stackalloc int[BlockLength];
        for (int i = 0; i < _owners.Count; i++)
        {
            if (i % BlockLength == 0)
            {
                backend.Read(_blocks[i / BlockLength], channels);
            }

            if (channels[i % BlockLength] >= 0)
            {
                throw _owners[i].Failure(channels[i % BlockLength]);
            }
        }
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        _blocks.Clear();
        _owners.Clear();
    }
}
