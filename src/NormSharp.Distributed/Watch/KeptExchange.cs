using System.Diagnostics;
using System.Runtime.InteropServices;
using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>
/// Brings what all ranks kept of a step to rank 0, over the connections of the watch: MPI's messages have an order, and whoever computes
/// sends none.
/// </summary>
/// <param name="kept">What this rank keeps of its last steps.</param>
/// <param name="rank">This rank.</param>
/// <param name="ranks">How many there are.</param>
internal sealed class KeptExchange(KeptSteps kept, int rank, int ranks)
{
    // As many numbers as fit into the text of a frame in base 64.
    private const int Piece = WatchFrame.MostText / 4 * 3 / sizeof(float);

    private readonly object _gate = new();
    private readonly float[]?[] _told = new float[]?[ranks];
    private readonly int[] _missing = new int[ranks];
    private long _collected = -1;
    private long _asked = -1;

    /// <summary>On rank 0, from any thread: asks all others and waits.</summary>
    /// <param name="step">The step.</param>
    /// <param name="send">Sends a frame to all others.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>What all ranks kept, one after another; null where one does not tell in time.</returns>
    public float[]? Collect(long step, Action<WatchFrame> send, TimeSpan patience)
    {
        if (kept.Of(step) is not { } own)
        {
            return null;
        }

        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _collected = step;
            for (int other = 0; other < ranks; other++)
            {
                (_told[other], _missing[other]) = (other == rank ? own : null, 0);
            }
        }

        send(new WatchFrame(WatchKind.Ask, rank, step, 0, string.Empty));
        lock (_gate)
        {
            while (!Array.TrueForAll(_told, values => values is not null) || _missing.AsSpan().ContainsAnyExcept(0))
            {
                TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                {
                    return null;
                }
            }

            return [.. _told.SelectMany(values => values!)];
        }
    }

    /// <summary>A frame has come.</summary>
    public void Hear(in WatchFrame frame)
    {
        if (frame.Kind == WatchKind.Ask)
        {
            _asked = frame.Step;
        }
        else if (frame.Kind == WatchKind.Kept)
        {
            Take(frame);
        }
    }

    /// <summary>On the others, on the thread that hears: tells what was asked for, once it is kept.</summary>
    /// <param name="send">Sends a frame to rank 0.</param>
    public void Answer(Action<WatchFrame> send)
    {
        if (_asked < 0 || kept.Of(_asked) is not { } values)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<float>(values);
        for (int at = 0; at == 0 || at < values.Length; at += Piece)
        {
            ReadOnlySpan<byte> piece = bytes[(at * sizeof(float))..(Math.Min(at + Piece, values.Length) * sizeof(float))];
            send(new WatchFrame(WatchKind.Kept, rank, _asked, ((long)at << 32) | (uint)values.Length, Convert.ToBase64String(piece)));
        }

        _asked = -1;
    }

    private void Take(in WatchFrame frame)
    {
        (int at, int length) = ((int)(frame.Message >> 32), (int)frame.Message);
        byte[] piece = Convert.FromBase64String(frame.Text);
        lock (_gate)
        {
            if (frame.Step != _collected || frame.Rank <= 0 || frame.Rank >= ranks
                || at < 0 || length < 0 || piece.Length > (length - at) * (long)sizeof(float))
            {
                return;
            }

            if (at == 0)
            {
                (_told[frame.Rank], _missing[frame.Rank]) = (new float[length], length);
            }

            if (_told[frame.Rank] is not { } values || values.Length != length)
            {
                return;
            }

            piece.CopyTo(MemoryMarshal.AsBytes(values.AsSpan(at)));
            _missing[frame.Rank] -= piece.Length / sizeof(float);
            Monitor.PulseAll(_gate);
        }
    }
}
