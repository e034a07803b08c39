using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace NormSharp.Data;

/// <summary>
/// Gives batches in an order that is known before, made ahead by threads of its own where making them takes long: pictures that must be
/// decoded, or crops that must be resized. Batches are functions of their numbers, so that they have the same bits on any number of
/// threads.
/// </summary>
internal sealed class BatchFeed : IDisposable
{
    /// <summary>Batches that may be ready before they are needed, for each thread; one more is in use.</summary>
    private const int AheadPerWorker = 2;

    private const int MostWorkers = 8;

    private readonly IEnumerator<BatchPart> _order;
    private readonly Lock _orderLock = new();
    private readonly object _state = new();
    private readonly Slot[] _slots;
    private readonly Thread[] _workers;
    private readonly BatchLoader? _loader;
    private long _given;
    private long _taken = -1;
    private long _images;
    private long _busyTicks;
    private long _waitedTicks;
    private bool _isStopped;

    /// <summary>Begins to make batches.</summary>
    /// <param name="set">The images.</param>
    /// <param name="options">How batches are made.</param>
    /// <param name="order">Which batches are taken, one after the other.</param>
    /// <param name="capacity">The most images of one.</param>
    /// <param name="workers">Threads that make batches ahead; 0 makes each when it is taken.</param>
    public BatchFeed(ImageSet set, BatchLoaderOptions options, IEnumerable<BatchPart> order, int capacity, int workers)
    {
        _order = order.GetEnumerator();
        _slots = [.. Enumerable.Range(0, workers == 0 ? 1 : (AheadPerWorker * workers) + 1).Select(_ => new Slot(set.Shape, capacity))];
        _loader = workers == 0 ? new BatchLoader(set, options) : null;
        _workers =
        [
            .. Enumerable.Range(0, workers).Select(number => new Thread(() => Work(new BatchLoader(set, options)))
            {
                IsBackground = true,
                Name = $"batches {number + 1}",
                Priority = ThreadPriority.BelowNormal,
            }),
        ];
        Array.ForEach(_workers, worker => worker.Start());
    }

    /// <summary>How many threads are worth it: none where batches are only copied, else half of the processors.</summary>
    public static int WorkersFor(ImageSet set, Augmentation? augmentation) =>
        set.IsSlow || augmentation is { ChangesPictures: true } ? Math.Clamp(Environment.ProcessorCount / 2, 1, MostWorkers) : 0;

    /// <summary>Images that one thread makes in a second; 0 before the first.</summary>
    public double ImagesPerSecond => Interlocked.Read(ref _busyTicks) is > 0 and long ticks
        ? Interlocked.Read(ref _images) * (double)Stopwatch.Frequency / ticks
        : 0;

    /// <summary>How long whoever took batches waited for them.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waitedTicks);

    /// <summary>Threads that make batches ahead.</summary>
    public int Workers => _workers.Length;

    /// <summary>The next batch; valid until the one after it is taken.</summary>
    /// <exception cref="DataException">A picture could not be read.</exception>
    /// <exception cref="InvalidOperationException">The order is at its end.</exception>
    public ImageBatch Next()
    {
        long start = Stopwatch.GetTimestamp();
        ImageBatch batch = _loader is null ? Take() : Load(_loader);
        _waitedTicks += Stopwatch.GetTimestamp() - start;
        return batch;
    }

    /// <summary>Stops the threads and waits for them: each at most for the batch that it makes.</summary>
    public void Dispose()
    {
        lock (_state)
        {
            _isStopped = true;
            Monitor.PulseAll(_state);
        }

        Array.ForEach(_workers, worker => worker.Join());
        _order.Dispose();
    }

    private ImageBatch Load(BatchLoader loader)
    {
        Slot slot = _slots[0];
        Fill(loader, slot, _order.MoveNext() ? _order.Current : throw AtEnd());
        return slot.Batch;
    }

    private ImageBatch Take()
    {
        lock (_state)
        {
            // What was taken before may be filled again from now on.
            _taken++;
            Monitor.PulseAll(_state);
            Slot slot = _slots[_taken % _slots.Length];
            while (slot.Number != _taken)
            {
                if (slot.EndsAt is long end && end <= _taken)
                {
                    throw AtEnd();
                }

                Monitor.Wait(_state);
            }

            slot.Error?.Throw();
            return slot.Batch;
        }
    }

    private void Work(BatchLoader loader)
    {
        while (Claim(out long number, out BatchPart part) is { } slot)
        {
            ExceptionDispatchInfo? error = null;
            try
            {
                Fill(loader, slot, part);
            }
            catch (Exception exception)
            {
                // Whoever takes the batch hears of it, at the same place as without threads.
                error = ExceptionDispatchInfo.Capture(exception);
            }

            lock (_state)
            {
                (slot.Error, slot.Number) = (error, number);
                Monitor.PulseAll(_state);
            }
        }
    }

    /// <summary>The next batch to be made, and where; null when there is none.</summary>
    private Slot? Claim(out long number, out BatchPart part)
    {
        lock (_orderLock)
        {
            bool has = _order.MoveNext();
            part = has ? _order.Current : default;
            number = has ? _given++ : _given;
            Slot slot = _slots[number % _slots.Length];
            lock (_state)
            {
                while (!_isStopped && has && number - _slots.Length >= _taken)
                {
                    Monitor.Wait(_state);
                }

                if (!has)
                {
                    slot.EndsAt = number;
                    Monitor.PulseAll(_state);
                }

                return _isStopped || !has ? null : slot;
            }
        }
    }

    private void Fill(BatchLoader loader, Slot slot, BatchPart part)
    {
        long start = Stopwatch.GetTimestamp();
        loader.Load(part.Epoch, part.Batch, part.Part, part.Parts, slot.Batch);
        Interlocked.Add(ref _busyTicks, Stopwatch.GetTimestamp() - start);
        Interlocked.Add(ref _images, slot.Batch.Count);
    }

    private static InvalidOperationException AtEnd() => new("There is no further batch in the order that was given.");

    private sealed class Slot(ImageShape shape, int capacity)
    {
        public ImageBatch Batch { get; } = new(shape, capacity);

        /// <summary>Which batch of the order it holds; −1 before the first.</summary>
        public long Number { get; set; } = -1;

        /// <summary>What went wrong with it.</summary>
        public ExceptionDispatchInfo? Error { get; set; }

        /// <summary>Where the order ends, once that is known in this slot.</summary>
        public long? EndsAt { get; set; }
    }
}
