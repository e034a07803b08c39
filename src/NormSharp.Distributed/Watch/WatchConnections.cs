using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>Connects every rank with rank 0. A secret that travels by MPI keeps the ranks of other trainings away.</summary>
internal static class WatchConnections
{
    private const int Stranger = -1;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The connections of this rank: of rank 0 to all others, of others to rank 0; collective.</summary>
    public static WatchPeer[] Open(Communicator ranks, string[] hosts)
    {
        // Ranks of one machine listen to that machine alone.
        IPAddress reach = Array.TrueForAll(hosts, host => host == hosts[0]) ? IPAddress.Loopback : IPAddress.Any;
        using TcpListener? listener = ranks.Rank == 0 ? new TcpListener(reach, 0) : null;
        listener?.Start(ranks.RankCount);
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        string own = listener is null
            ? string.Empty
            : string.Join(' ', [secret, ((IPEndPoint)listener.LocalEndpoint).Port.ToString(), .. Addresses()]);
        string[] told = ranks.AllGather(own)[0].Split(' ');
        WatchPeer[] peers = listener is null
            ? [new WatchPeer(Connect(ranks, told, hosts), 0)]
            : Accept(listener, secret, ranks.RankCount, TimeProvider.System);
        ranks.AllGather(string.Empty);
        return peers;
    }

    private static IEnumerable<string> Addresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        .Select(address => address.ToString());

    private static Socket Connect(Communicator ranks, string[] told, string[] hosts)
    {
        int port = int.Parse(told[1], System.Globalization.CultureInfo.InvariantCulture);
        string[] addresses = hosts[0] == ranks.Host ? ["127.0.0.1", .. told[2..]] : told[2..];
        foreach (string address in addresses)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var patience = new CancellationTokenSource(Patience / 4);
            try
            {
                socket.ConnectAsync(IPAddress.Parse(address), port, patience.Token).AsTask().GetAwaiter().GetResult();
                socket.Send(new WatchFrame(WatchKind.Hello, ranks.Rank, 0, 0, told[0]).ToBytes());
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        throw new MpiException(
            $"rank {ranks.Rank} ({ranks.Host}) cannot reach rank 0 ({hosts[0]}) at {string.Join(" or ", addresses)}, port {port}: ranks "
                + "watch each other over TCP; let the machines reach each other");
    }

    /// <summary>Waits until all other ranks have connected and said who they are.</summary>
    /// <param name="listener">Where they connect.</param>
    /// <param name="secret">What only they know.</param>
    /// <param name="ranks">How many ranks there are, with this one.</param>
    /// <param name="time">By which patience ends.</param>
    /// <exception cref="RankFailedException">A rank has not come in time.</exception>
    public static WatchPeer[] Accept(TcpListener listener, string secret, int ranks, TimeProvider time)
    {
        var peers = new WatchPeer?[ranks - 1];
        Dictionary<Socket, List<byte>> unknown = [];
        List<Socket> readable = [];
        long start = time.GetTimestamp();
        while (Array.IndexOf(peers, null) is var missing && missing >= 0)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new RankFailedException(missing + 1, $"did not reach rank 0 over TCP within {Patience.TotalMinutes:0} min");
            }

            // A rank may say who it is long after it has connected, and a stranger never; neither keeps others waiting.
            readable.Clear();
            readable.AddRange([listener.Server, .. unknown.Keys]);
            Socket.Select(readable, null, null, 100_000);
            foreach (Socket socket in readable)
            {
                if (socket == listener.Server)
                {
                    unknown.Add(listener.AcceptSocket(), []);
                }
                else if (Hello(socket, unknown[socket], secret) is int rank)
                {
                    unknown.Remove(socket);
                    if (rank > 0 && rank < ranks)
                    {
                        socket.NoDelay = true;
                        peers[rank - 1] = new WatchPeer(socket, rank);
                    }
                    else
                    {
                        socket.Dispose();
                    }
                }
            }
        }

        foreach (Socket socket in unknown.Keys)
        {
            socket.Dispose();
        }

        return peers!;
    }

    /// <summary>Which rank is there; <see cref="Stranger"/> where it is none of ours, null where it has not said it all yet.</summary>
    private static int? Hello(Socket socket, List<byte> received, string secret)
    {
        var buffer = new byte[1];
        try
        {
            // Byte by byte: what follows is the first beat.
            do
            {
                if (socket.Receive(buffer) == 0)
                {
                    return Stranger;
                }

                received.Add(buffer[0]);
                if (WatchFrame.TryTake(received, out WatchFrame frame))
                {
                    bool isOurs = CryptographicOperations.FixedTimeEquals(
                        System.Text.Encoding.UTF8.GetBytes(frame.Text), System.Text.Encoding.UTF8.GetBytes(secret));
                    return frame.Kind == WatchKind.Hello && isOurs ? frame.Rank : Stranger;
                }
            }
            while (socket.Available > 0);
            return null;
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException)
        {
            return Stranger;
        }
    }
}
