using System.Diagnostics;
using System.Net.Sockets;
using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>
/// Watches, on a thread of its own, whether all ranks are alive: every rank has a connection to rank 0 and says twice a second that it is
/// there. A process that is killed loses its connection at once; one that is stopped falls silent; one that throws says so. Rank 0 tells
/// the others.
/// </summary>
internal sealed class RankWatch : IDisposable
{
    private const int BeatMilliseconds = 500;
    private const int LookMicroseconds = 100_000;

    private readonly int _rank;
    private readonly WatchPeer[] _peers;
    private readonly MpiOptions _options;
    private readonly string[] _hosts;
    private readonly Thread _thread;
    private readonly KeptExchange _exchange;
    private long _step;
    private long _message;
    private volatile string? _where;
    private volatile bool _isDone;
    private volatile RankFailure? _failure;

    private RankWatch(Communicator ranks, WatchPeer[] peers, string[] hosts, MpiOptions options, KeptSteps kept)
    {
        (_rank, _peers, _hosts, _options) = (ranks.Rank, peers, hosts, options);
        _exchange = new KeptExchange(kept, ranks.Rank, ranks.RankCount);
        Array.ForEach(_peers, peer => peer.Exchange = _exchange);

        // Compiled now, so that nothing is slow when it counts.
        _ = Describe(new RankFailure(_rank, "is well"));
        _thread = new Thread(Run) { Name = "rank watch", IsBackground = true };
    }

    /// <summary>What has happened to a rank; null while all is well.</summary>
    public RankFailure? Failure => _failure;

    /// <summary>Connects all ranks; collective.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="hosts">Their machines.</param>
    /// <param name="options">How long they wait.</param>
    /// <param name="kept">What this rank keeps of its last steps.</param>
    public static RankWatch Begin(Communicator ranks, string[] hosts, MpiOptions options, KeptSteps kept)
    {
        WatchPeer[] peers = WatchConnections.Open(ranks, hosts);
        var watch = new RankWatch(ranks, peers, hosts, options, kept);
        watch._thread.Start();
        return watch;
    }

    /// <summary>Keeps where this rank is, for whoever asks who is late.</summary>
    /// <param name="step">The step.</param>
    /// <param name="message">The number of the message.</param>
    /// <param name="where">What it waits for; null where it computes.</param>
    public void Enter(long step, long message, string? where)
    {
        _where = where;
        Volatile.Write(ref _step, step);
        Volatile.Write(ref _message, message);
    }

    /// <summary>The rank that is the farthest behind, as far as this one knows.</summary>
    public int Slowest() => _peers.MinBy(peer => peer.Message) is { } peer && peer.Message < Volatile.Read(ref _message)
        ? peer.Rank
        : _rank;

    /// <summary>Tells all others that this rank has failed.</summary>
    public void Tell(string problem) => Spread(new RankFailure(_rank, problem));

    /// <summary>On rank 0: what all ranks kept of a step, one after another; null where one does not tell in time.</summary>
    public float[]? Collect(long step, TimeSpan patience)
        => _exchange.Collect(step, frame => Array.ForEach(_peers, peer => peer.Send(frame)), patience);

    /// <summary>Says good-bye and waits for the others' connections to close.</summary>
    public void Dispose()
    {
        _isDone = true;
        Array.ForEach(_peers, peer => peer.Send(new WatchFrame(WatchKind.Bye, _rank, 0, 0, string.Empty)));
        _thread.Join();
        Array.ForEach(_peers, peer => peer.Socket.Dispose());
    }

    private void Run()
    {
        long beat = 0;
        long looked = Stopwatch.GetTimestamp();
        List<Socket> readable = [];
        while (!_isDone)
        {
            if (Stopwatch.GetElapsedTime(beat).TotalMilliseconds >= BeatMilliseconds)
            {
                beat = Stopwatch.GetTimestamp();
                var frame = new WatchFrame(
                    WatchKind.Beat, _rank, Volatile.Read(ref _step), Volatile.Read(ref _message), string.Empty);
                Array.ForEach(_peers, peer => peer.Send(frame));
            }

            readable.Clear();
            readable.AddRange(_peers.Where(peer => !peer.IsClosed).Select(peer => peer.Socket));
            if (readable.Count == 0)
            {
                Thread.Sleep(LookMicroseconds / 1000);
            }
            else
            {
                Socket.Select(readable, null, null, LookMicroseconds);
            }

            // Whoever was stopped itself has not listened in that time, and may not count it as silence of others.
            long now = Stopwatch.GetTimestamp();
            long missed = Stopwatch.GetElapsedTime(looked, now) > TimeSpan.FromSeconds(2) ? now - looked : 0;
            looked = now;
            foreach (WatchPeer peer in _peers)
            {
                peer.Heard = Math.Min(now, peer.Heard + missed);
                Look(peer, readable.Contains(peer.Socket));
            }

            _exchange.Answer(frame => Array.ForEach(_peers, peer => peer.Send(frame)));
        }
    }

    private void Look(WatchPeer peer, bool isReadable)
    {
        RankFailure? failure = isReadable && !peer.IsClosed ? peer.Read() : null;
        if (failure is null && !peer.IsDone && !peer.IsClosed && Stopwatch.GetElapsedTime(peer.Heard) > _options.RankTimeout)
        {
            failure = new RankFailure(
                peer.Rank, $"has not answered for {_options.RankTimeout.TotalSeconds:0.#} s (stopped, or its machine is gone)");
        }

        if (failure is not null && _failure is null && !_isDone)
        {
            _failure = failure;
            if (failure.Rank != _rank)
            {
                _options.OnFailure?.Invoke(Describe(failure).Message);
            }

            Spread(failure);
        }
    }

    private void Spread(RankFailure failure)
    {
        _failure ??= failure;
        var frame = new WatchFrame(WatchKind.Failed, failure.Rank, _step, _message, failure.Problem);
        foreach (WatchPeer peer in _peers.Where(peer => peer.Rank != failure.Rank && !peer.IsClosed))
        {
            peer.Send(frame);
        }
    }

    /// <summary>One line: what happened to whom, and where this rank was.</summary>
    public RankFailedException Describe(RankFailure failure) => new(
        failure.Rank,
        $"({_hosts[failure.Rank]}) {failure.Problem}; rank {_rank} ({_hosts[_rank]}) was at step {Volatile.Read(ref _step)}, "
            + $"{(_where is { } where ? $"in {where}" : "computing")}, message {Volatile.Read(ref _message)}");
}
