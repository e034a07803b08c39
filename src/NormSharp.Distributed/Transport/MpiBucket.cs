using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>One bucket of gradients on its way: exchanged, added, shared.</summary>
internal sealed unsafe class MpiBucket
{
    private readonly MpiLibrary _library;
    private readonly nint _parts;
    private readonly nint _sums;
    private readonly int _length;
    private readonly int _ownNodes;
    private readonly int _ownPart;
    private readonly ShardFold _fold;
    private readonly int[] _starts;
    private readonly float[] _sent;
    private readonly float[] _received;
    private readonly float[] _sum;
    private readonly MpiBlocks _sentBlocks;
    private readonly MpiBlocks _receivedBlocks;
    private readonly MpiBlocks _sumBlocks;
    private readonly List<int[]> _pinned = [];
    private State _state;
    private nint _request;

    public MpiBucket(MpiLibrary library, (nint Parts, nint Sums) communicators, int rank, List<Range>[] nodes, int length)
    {
        int ranks = nodes.Length;
        (_library, (_parts, _sums), _length) = (library, communicators, length);
        _starts = [.. Enumerable.Range(0, ranks + 1).Select(part => (int)((long)part * length / ranks))];
        _ownNodes = nodes[rank].Count;
        _ownPart = PartOf(rank);
        int all = nodes.Sum(own => own.Count);
        _fold = new ShardFold(nodes[^1][^1].End.Value, [.. nodes.SelectMany(own => own)]);
        _sent = Pinned<float>(_ownNodes * length);
        _received = Pinned<float>(all * _ownPart);
        _sum = Pinned<float>(length);
        _sentBlocks = Blocks(_sent, [.. Enumerable.Range(0, ranks).Select(part => _ownNodes * PartOf(part))]);
        _receivedBlocks = Blocks(_received, [.. nodes.Select(of => of.Count * _ownPart)]);
        _sumBlocks = Blocks(_sum, [.. Enumerable.Range(0, ranks).Select(PartOf)]);
    }

    private enum State
    {
        Idle,
        Exchanging,
        Sharing,
        Done,
    }

    /// <summary>Sends every rank its part of this rank's nodes.</summary>
    public void Start(ReadOnlySpan<float> rows)
    {
        int at = 0;
        for (int part = 0; part < _starts.Length - 1; part++)
        {
            int length = PartOf(part);
            for (int node = 0; node < _ownNodes; node++)
            {
                rows.Slice((node * _length) + _starts[part], length).CopyTo(_sent.AsSpan(at));
                at += length;
            }
        }

        _request = _library.Exchange(_parts, _sentBlocks, _receivedBlocks);
        _state = State.Exchanging;
    }

    /// <summary>Adds this rank's part and shares the sum, once all have sent theirs; whether it has been.</summary>
    public bool TryShare()
    {
        if (_state != State.Exchanging || !_library.Test(ref _request))
        {
            return _state is State.Sharing or State.Done;
        }

        _fold.Add(_received);
        fixed (float* own = _received)
        {
            _request = _library.Gather(
                _sums, own, _ownPart * sizeof(float), (void*)_sumBlocks.Memory, (int*)_sumBlocks.Lengths, (int*)_sumBlocks.Places);
        }

        _state = State.Sharing;
        return true;
    }

    /// <summary>Whether the sum is here.</summary>
    public bool TryFinish()
    {
        if (_state == State.Sharing && _library.Test(ref _request))
        {
            _state = State.Done;
        }

        return _state == State.Done;
    }

    /// <summary>Gives the sum, and is ready for the next step.</summary>
    public void Take(Span<float> sum)
    {
        _sum.CopyTo(sum);
        _state = State.Idle;
    }

    private static T[] Pinned<T>(int length) => GC.AllocateUninitializedArray<T>(length, pinned: true);

    private static nint Address<T>(T[] pinned)
        where T : unmanaged
    {
        fixed (T* address = pinned)
        {
            return (nint)address;
        }
    }

    private int PartOf(int rank) => _starts[rank + 1] - _starts[rank];

    private MpiBlocks Blocks(float[] memory, int[] counts)
    {
        int[] lengths = Pinned<int>(counts.Length);
        int[] places = Pinned<int>(counts.Length);
        long place = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            (lengths[i], places[i]) = (checked(counts[i] * sizeof(float)), checked((int)place));
            place += lengths[i];
        }

        _pinned.AddRange([lengths, places]);
        return new MpiBlocks(Address(memory), Address(lengths), Address(places));
    }
}
