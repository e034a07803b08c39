using System.Net;
using System.Net.Sockets;
using NormSharp.Synchronization;

namespace NormSharp.Distributed.Tests;

/// <summary>Rank 0 takes its ranks' connections, in whatever order and however late they say who they are, and no others.</summary>
public sealed class WatchConnectionsTests : IDisposable
{
    private const string Secret = "0123456789abcdef";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Clock _clock = new();

    public WatchConnectionsTests() => _listener.Start();

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    [Fact]
    public void A_rank_that_says_late_who_it_is_still_joins()
    {
        Task<WatchPeer[]> joined = Accept(ranks: 3);
        Socket late = Connect();

        // Whoever comes next is heard, while the first says nothing; and the first is not sent away for that.
        AssertSentAway(Connect(), new WatchFrame(WatchKind.Hello, 2, 0, 0, "another secret"));
        Assert.False(late.Poll(0, SelectMode.SelectRead), "rank 0 has hung up");
        Connect().Send(Hello(2));
        byte[] hello = Hello(1);
        late.Send(hello.AsSpan(0, 9));
        AssertSentAway(Connect(), new WatchFrame(WatchKind.Beat, 1, 0, 0, Secret));
        Assert.False(late.Poll(0, SelectMode.SelectRead), "rank 0 has hung up");
        late.Send([.. hello[9..], .. new WatchFrame(WatchKind.Beat, 1, 3, 77, string.Empty).ToBytes()]);

        WatchPeer[] peers = Result(joined);
        Assert.Equal([1, 2], peers.Select(peer => peer.Rank));

        // What it said after its name is left for the watch.
        Assert.Null(peers[0].Read());
        Assert.Equal(77, peers[0].Message);
        Array.ForEach(peers, peer => peer.Socket.Dispose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_number_that_no_other_rank_has_is_sent_away(int rank)
    {
        Task<WatchPeer[]> joined = Accept(ranks: 3);
        AssertSentAway(Connect(), new WatchFrame(WatchKind.Hello, rank, 0, 0, Secret));
        Connect().Send(Hello(1));
        Connect().Send(Hello(2));
        Array.ForEach(Result(joined), peer => peer.Socket.Dispose());
    }

    [Fact]
    public void A_rank_that_never_comes_is_named()
    {
        Task<WatchPeer[]> joined = Accept(ranks: 3);
        Connect().Send(Hello(1));

        // By then the first has been heard.
        AssertSentAway(Connect(), new WatchFrame(WatchKind.Hello, 2, 0, 0, "another secret"));
        _clock.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(1));
        RankFailedException failure = Assert.Throws<RankFailedException>(() => Result(joined));
        Assert.Equal(2, failure.Rank);
        Assert.Contains("did not reach rank 0 over TCP within 2 min", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Hello(int rank) => new WatchFrame(WatchKind.Hello, rank, 0, 0, Secret).ToBytes();

    private static void AssertSentAway(Socket stranger, WatchFrame frame)
    {
        stranger.Send(frame.ToBytes());
        Assert.Equal(0, stranger.Receive(new byte[1]));
    }

    private static WatchPeer[] Result(Task<WatchPeer[]> joined)
    {
        Assert.True(((IAsyncResult)joined).AsyncWaitHandle.WaitOne(Patience.Hang), "rank 0 still waits");
        return joined.GetAwaiter().GetResult();
    }

    private Task<WatchPeer[]> Accept(int ranks) => Task.Run(() => WatchConnections.Accept(_listener, Secret, ranks, _clock));

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.Hang.TotalMilliseconds,
        };
        _sockets.Add(socket);
        socket.Connect(_listener.LocalEndpoint);
        return socket;
    }

    /// <summary>Goes where it is set, and not by itself.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
