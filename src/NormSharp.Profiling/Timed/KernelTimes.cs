using System.Diagnostics;
using System.Runtime.InteropServices;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Adds up what each kernel took, by kernel and size.</summary>
internal sealed class KernelTimes
{
    private readonly Dictionary<Key, Entry> _entries = [];

    /// <summary>All kernels that were called, the longest first.</summary>
    public IReadOnlyList<KernelTime> All =>
    [
        .. _entries
            .Select(pair => new KernelTime(
                pair.Key.Kernel,
                pair.Key.First,
                pair.Key.Second,
                pair.Value.Calls,
                1000.0 * pair.Value.Ticks / Stopwatch.Frequency,
                pair.Value.Work,
                pair.Key.Algorithm))
            .OrderByDescending(time => time.Milliseconds),
    ];

    /// <summary>What all calls had to do.</summary>
    public Work Work => _entries.Values.Aggregate(default(Work), (sum, entry) => sum + entry.Work);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Starts the clock for one call; disposing of the result stops it.</summary>
    internal Call Start(string kernel, Shape first, Shape second, Work work, string? algorithm = null) =>
        new(this, new Key(kernel, first, second, algorithm), work);

    /// <summary>Starts the clock for one call that passes over a tensor so many times.</summary>
    internal Call Passes(string kernel, Tensor tensor, int passes, string? algorithm = null) =>
        Start(kernel, tensor.Shape, default, KernelWork.Passes((double)passes * tensor.Length), algorithm);

    private void Add(in Key key, in Work work, long ticks)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
        entry.Calls++;
        entry.Ticks += ticks;
        entry.Work += work;
    }

    /// <summary>One call under the clock.</summary>
    internal readonly ref struct Call
    {
        private readonly KernelTimes _times;
        private readonly Key _key;
        private readonly Work _work;
        private readonly long _start;

        internal Call(KernelTimes times, Key key, Work work)
        {
            (_times, _key, _work) = (times, key, work);
            _start = Stopwatch.GetTimestamp();
        }

        /// <summary>Stops the clock.</summary>
        public void Dispose()
        {
            long stop = Stopwatch.GetTimestamp();
            _times.Add(_key, _work, stop - _start);
        }
    }

    internal readonly record struct Key(string Kernel, Shape First, Shape Second, string? Algorithm);

    private struct Entry
    {
        public long Calls;
        public long Ticks;
        public Work Work;
    }
}
