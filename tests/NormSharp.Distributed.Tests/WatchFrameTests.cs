namespace NormSharp.Distributed.Tests;

/// <summary>What ranks tell each other comes out as it went in, in whatever pieces it travels.</summary>
public sealed class WatchFrameTests
{
    [Fact]
    public void Frames_come_out_of_pieces()
    {
        WatchFrame[] sent =
        [
            new(WatchKind.Hello, 3, 0, 0, "secret"), new(WatchKind.Beat, 1, 35, long.MaxValue, string.Empty),
            new(WatchKind.Failed, 2, 7, 9, "σ² is no number"),
        ];
        List<byte> received = [];
        List<WatchFrame> taken = [];
        foreach (byte piece in sent.SelectMany(frame => frame.ToBytes()))
        {
            received.Add(piece);
            while (WatchFrame.TryTake(received, out WatchFrame frame))
            {
                taken.Add(frame);
            }
        }

        Assert.Equal(sent, taken);
        Assert.Empty(received);
    }

    [Fact]
    public void A_stranger_is_seen()
        => Assert.Throws<InvalidDataException>(() => WatchFrame.TryTake([.. "GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8], out _));
}
