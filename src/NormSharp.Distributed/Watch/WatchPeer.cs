using System.Diagnostics;
using System.Net.Sockets;

namespace NormSharp.Distributed;

/// <summary>The other end of a connection of the watch.</summary>
internal sealed class WatchPeer(Socket socket, int rank)
{
    private readonly object _sending = new();
    private readonly List<byte> _received = [];
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>The connection.</summary>
    public Socket Socket => socket;

    /// <summary>Which rank is there.</summary>
    public int Rank => rank;

    /// <summary>When it was last heard, as a timestamp.</summary>
    public long Heard { get; set; } = Stopwatch.GetTimestamp();

    /// <summary>The message that it is at.</summary>
    public long Message { get; private set; }

    /// <summary>Hears of what was kept of a step.</summary>
    public KeptExchange? Exchange { get; set; }

    /// <summary>Whether it said that it is done.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether the connection is over.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Reads what has come; gives a failure that it tells of.</summary>
    public RankFailure? Read()
    {
        try
        {
            int count = socket.Receive(_buffer);
            Heard = Stopwatch.GetTimestamp();
            if (count == 0)
            {
                IsClosed = true;
            }

            _received.AddRange(_buffer.AsSpan(0, count));
            while (WatchFrame.TryTake(_received, out WatchFrame frame))
            {
                Message = frame.Kind == WatchKind.Beat ? frame.Message : Message;
                IsDone |= frame.Kind == WatchKind.Bye;
                Exchange?.Hear(frame);
                if (frame.Kind == WatchKind.Failed)
                {
                    return new RankFailure(frame.Rank, frame.Text);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException or ObjectDisposedException)
        {
            IsClosed = true;
        }

        return IsClosed && !IsDone
            ? new RankFailure(rank, "ended without a word (killed, crashed, or out of memory)")
            : null;
    }

    /// <summary>Tells it something; what cannot be told is not, for its silence is seen elsewhere.</summary>
    public void Send(WatchFrame frame)
    {
        try
        {
            lock (_sending)
            {
                socket.Send(frame.ToBytes());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The next read sees that the connection is over.
        }
    }
}
