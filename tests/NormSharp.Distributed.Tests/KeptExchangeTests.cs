using NormSharp.Synchronization;

namespace NormSharp.Distributed.Tests;

/// <summary>Rank 0 gets what the others kept of a step, whatever they do meanwhile.</summary>
public sealed class KeptExchangeTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly KeptSteps[] _kept = [.. Enumerable.Range(0, 3).Select(_ => new KeptSteps())];
    private readonly KeptExchange[] _ranks;

    public KeptExchangeTests() => _ranks = [.. _kept.Select((kept, rank) => new KeptExchange(kept, rank, 3))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(768)]
    [InlineData(2000)]
    public void All_of_it_comes_in_the_order_of_the_ranks(int length)
    {
        Keep(4, length);
        Keep(5, length);
        for (int again = 0; again < 2; again++)
        {
            Assert.Equal(Expected(4, length), Collect(4, Patience.Hang));
            Assert.Equal(Expected(5, length), Collect(5, Patience.Hang));
        }
    }

    [Fact]
    public void Whoever_is_late_is_waited_for()
    {
        _kept[0].Keep(7, [1]);
        _kept[1].Keep(7, [2]);
        Assert.Equal([1, 2, 3], Collect(7, Patience.Hang, () => _kept[2].Keep(7, [3]))!);
    }

    [Fact]
    public void What_is_kept_no_more_does_not_come()
    {
        Keep(3, 2);
        Keep(4, 2);
        _kept[1].Keep(5, [1, 2]);
        Assert.Null(Collect(3, Moment));
        Assert.Null(Collect(6, Moment));
    }

    private static float Number(int rank, long step, int i) => (100_000 * rank) + (10_000 * step) + i + 0.5f;

    private static float[] Expected(long step, int length)
        => [.. Enumerable.Range(0, 3).SelectMany(rank => Enumerable.Range(0, length).Select(i => Number(rank, step, i)))];

    private void Keep(long step, int length)
    {
        for (int rank = 0; rank < 3; rank++)
        {
            _kept[rank].Keep(step, [.. Enumerable.Range(0, length).Select(i => Number(rank, step, i))]);
        }
    }

    private float[]? Collect(long step, TimeSpan patience, Action? between = null) => _ranks[0].Collect(
        step,
        frame =>
        {
            foreach (KeptExchange other in _ranks[1..])
            {
                other.Hear(frame);
                other.Answer(Travel);
            }

            between?.Invoke();
            foreach (KeptExchange other in _ranks[1..])
            {
                other.Answer(Travel);
            }
        },
        patience);

    /// <summary>To rank 0, as bytes.</summary>
    private void Travel(WatchFrame frame)
    {
        List<byte> bytes = [.. frame.ToBytes()];
        Assert.True(WatchFrame.TryTake(bytes, out WatchFrame taken));
        _ranks[0].Hear(taken);
    }
}
