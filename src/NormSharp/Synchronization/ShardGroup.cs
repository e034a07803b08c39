using System.Runtime.ExceptionServices;

namespace NormSharp.Synchronization;

/// <summary>
/// The shards that one rank holds, each with a thread of its own, of which one at a time computes, on all of the rank's threads; the others
/// wait where shards exchange messages. So a layer may ask the other shards in the middle of its pass.
/// </summary>
internal sealed class ShardGroup
{
    private readonly object _gate = new();
    private readonly Exception?[] _failures;
    private float[] _kept = [];
    private int _keptShards;
    private int _arrived;
    private long _meetings;
    private bool _stopped;

    /// <summary>Makes a group.</summary>
    /// <param name="outer">What joins the ranks.</param>
    /// <param name="shards">Shards of all ranks together; at least as many as ranks.</param>
    public ShardGroup(Communicator outer, int shards)
    {
        Outer = outer;
        Shards = shards;
        First = ShardTree.FirstOf(outer.Rank, outer.RankCount, shards);
        Count = ShardTree.FirstOf(outer.Rank + 1, outer.RankCount, shards) - First;
        Rows = new ShardRows(outer, shards, First, Count);
        _failures = new Exception?[Count];
    }

    /// <summary>What joins the ranks.</summary>
    public Communicator Outer { get; }

    /// <summary>Shards of all ranks together.</summary>
    public int Shards { get; }

    /// <summary>The first shard of this rank.</summary>
    public int First { get; }

    /// <summary>How many shards this rank has.</summary>
    public int Count { get; }

    /// <summary>Where messages of the shards come together.</summary>
    public ShardRows Rows { get; }

    /// <summary>Sums of gradients, once a shard has asked for them.</summary>
    public GroupSums? Sums { get; set; }

    /// <summary>Runs a body once for each of this rank's shards: the first on this thread.</summary>
    /// <exception cref="Exception">What the body threw; of several shards the first.</exception>
    public void Run(Action<Communicator> body)
    {
        var threads = new Thread[Count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int place = i + 1;
            threads[i] = new Thread(() => RunShard(place, body)) { Name = $"shard {First + place}", IsBackground = true };
            threads[i].Start();
        }

        RunShard(0, body);
        Array.ForEach(threads, thread => thread.Join());
        Exception? failure = Array.Find(_failures, found => found is not (null or ShardStoppedException));
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>A shard is at the next message; whether it is the last of this rank, which completes the message.</summary>
    public bool Arrive()
    {
        ThrowIfStopped();
        return ++_arrived == Count;
    }

    /// <summary>Puts what a shard has after a step beside that of the others; the last one's completes it for the rank.</summary>
    public void Keep(int place, long step, ReadOnlySpan<float> values)
    {
        int length = values.Length * Count;
        if (_kept.Length != length)
        {
            _kept = new float[length];
        }

        values.CopyTo(_kept.AsSpan(place * values.Length));
        if (++_keptShards == Count)
        {
            _keptShards = 0;
            Outer.Keep(step, _kept);
        }
    }

    /// <summary>The message is complete.</summary>
    public void Release()
    {
        _arrived = 0;
        _meetings++;
        Monitor.PulseAll(_gate);
    }

    /// <summary>Lets other shards compute until the message is complete.</summary>
    public void AwaitRelease()
    {
        for (long meeting = _meetings; _meetings == meeting;)
        {
            Wait();
        }
    }

    /// <summary>Lets other shards compute until one of them has something to tell.</summary>
    public void Wait()
    {
        ThrowIfStopped();
        Monitor.Wait(_gate);
    }

    /// <summary>Lets shards that wait look again.</summary>
    public void Pulse() => Monitor.PulseAll(_gate);

    private void RunShard(int place, Action<Communicator> body)
    {
        lock (_gate)
        {
            try
            {
                ThrowIfStopped();
                body(new ShardCommunicator(this, place));
            }
            catch (Exception exception)
            {
                // Thrown again on the thread that began.
                _failures[place] = exception;
                _stopped = true;
            }
            finally
            {
                Pulse();
            }
        }
    }

    private void ThrowIfStopped()
    {
        if (_stopped)
        {
            throw new ShardStoppedException();
        }
    }
}
