using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Parallel;

/// <summary>
/// The one loop that a team runs at a time. Generation and next index share one 64-bit word, so a worker that comes late, with the
/// fields of an earlier loop in hand, cannot claim an index of this one: its compare-and-swap fails.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal sealed unsafe class Dispatch
{
    private const long Closed = int.MaxValue;

    // The claim word and the completion count have cache lines of their own: every worker writes them.
    [FieldOffset(64)]
    private long _claim = Closed;

    [FieldOffset(128)]
    private int _completed;

    [FieldOffset(132)]
    private bool _callerParked;

    [FieldOffset(192)]
    private readonly object _parking = new();

    [FieldOffset(200)]
    private delegate*<void*, int, int, void> _execute;

    [FieldOffset(208)]
    private void* _body;

    [FieldOffset(216)]
    private int _count;

    /// <summary>Changes with every loop.</summary>
    public uint Generation => GenerationOf(Volatile.Read(ref _claim));

    /// <summary>Whether every index has been run.</summary>
    public bool IsComplete => Volatile.Read(ref _completed) == _count;

    /// <summary>Offers a loop to the workers; the previous one must be complete.</summary>
    public void Publish(delegate*<void*, int, int, void> execute, void* body, int count)
    {
        // Closed first, so that nobody pairs the old generation with the new fields; the exchange is a full fence.
        uint generation = Generation;
        Interlocked.Exchange(ref _claim, Word(generation + 1) | Closed);
        _execute = execute;
        _body = body;
        _count = count;
        _completed = 0;
        Volatile.Write(ref _claim, Word(generation + 2));
    }

    /// <summary>Claims and runs indices of one generation until none is left.</summary>
    public void Work(int worker, uint generation)
    {
        int claimed = 0;
        int count = 0;
        try
        {
            while (true)
            {
                long claim = Volatile.Read(ref _claim);
                int index = (int)claim;
                delegate*<void*, int, int, void> execute = _execute;
                void* body = _body;
                int currentCount = _count;
                if (GenerationOf(claim) != generation || index >= currentCount)
                {
                    break;
                }

                if (Interlocked.CompareExchange(ref _claim, claim + 1, claim) == claim)
                {
                    count = currentCount;
                    claimed++;
                    execute(body, index, worker);
                }
            }
        }
        finally
        {
            if (claimed > 0)
            {
                Complete(claimed, count);
            }
        }
    }

    /// <summary>Puts the caller to sleep until the last index is done.</summary>
    public void ParkUntilComplete()
    {
        lock (_parking)
        {
            _callerParked = true;
            Interlocked.MemoryBarrier();
            while (!IsComplete)
            {
                Monitor.Wait(_parking);
            }

            _callerParked = false;
        }
    }

    private static uint GenerationOf(long claim) => (uint)(claim >> 32);

    private static long Word(uint generation) => (long)((ulong)generation << 32);

    private void Complete(int claimed, int count)
    {
        if (Interlocked.Add(ref _completed, claimed) == count && Volatile.Read(ref _callerParked))
        {
            lock (_parking)
            {
                Monitor.PulseAll(_parking);
            }
        }
    }
}
