namespace NormSharp.Profiling.Tests;

public sealed class TimingTests
{
    [Fact]
    public void An_odd_number_of_times_has_a_middle_one()
    {
        var timing = new Timing([9, 1, 4]);
        Assert.Equal((4, 1, 9, 3), (timing.MedianMilliseconds, timing.MinimumMilliseconds, timing.MaximumMilliseconds, timing.Repetitions));
        Assert.Equal(14.0 / 3, timing.MeanMilliseconds, 1e-12);
        Assert.Equal(500, timing.PerSecond(2), 1e-9);
    }

    [Fact]
    public void An_even_number_has_the_mean_of_two() => Assert.Equal(3, new Timing([10, 2, 4, 1]).MedianMilliseconds);

    [Fact]
    public void One_time_is_all_of_them()
    {
        var timing = new Timing([3]);
        Assert.Equal((3, 3, 3), (timing.MedianMilliseconds, timing.MinimumMilliseconds, timing.MaximumMilliseconds));
    }

    [Fact]
    public void No_time_is_no_timing() => Assert.Throws<ArgumentException>(() => new Timing([]));

    [Fact]
    public void As_many_repetitions_as_were_asked_for_behind_three_to_warm_up()
    {
        int calls = 0;
        Timing timing = Measurement.Of(
            () => Slow(ref calls), new MeasurementOptions { Repetitions = 7, WarmUpSeconds = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal(7, timing.Repetitions);
        Assert.Equal(3 + 7, calls);
    }

    [Fact]
    public void Five_repetitions_at_least()
    {
        int calls = 0;
        Timing timing = Measurement.Of(
            () => Slow(ref calls), new MeasurementOptions { Seconds = 1e-9, WarmUpSeconds = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal(5, timing.Repetitions);
        Assert.Equal(3 + 5, calls);
    }

    [Fact]
    public void Short_work_is_timed_several_at_once_and_divided()
    {
        int calls = 0;
        Timing timing = Measurement.Of(
            () => calls++, new MeasurementOptions { Repetitions = 6, WarmUpSeconds = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal(6, timing.Repetitions);
        Assert.Equal(0, (calls - 3) % 6);
        Expect.True(calls > 3 + 6, $"{calls} calls");
    }

    [Fact]
    public void A_measurement_stops_when_asked()
    {
        using var source = new CancellationTokenSource();
        int calls = 0;
        Assert.Throws<OperationCanceledException>(() => Measurement.Of(
            () =>
            {
                if (++calls == 5)
                {
                    source.Cancel();
                }

                Thread.Sleep(1);
            },
            new MeasurementOptions { Seconds = 60, WarmUpSeconds = 0 },
            source.Token));
        Assert.Equal(5, calls);
    }

    [Fact]
    public void A_share_is_of_the_limit_that_binds()
    {
        var limits = new MachineLimits(1, Gflops: 100, GigabytesPerSecond: 20, new Timing([1]));
        Assert.Equal(0.5, new Work(1e9, 0).ShareOf(limits, 20), 1e-12);
        Assert.Equal(0.25, new Work(0, 1e8).ShareOf(limits, 20), 1e-12);
        Assert.Equal(0.5, new Work(1e9, 1e8).ShareOf(limits, 20), 1e-12);
        Assert.Equal(0.75, new Work(1e9, 3e8).ShareOf(limits, 20), 1e-12);
    }

    // Longer than the shortest sample, so that repetitions are not put together.
    private static void Slow(ref int calls)
    {
        calls++;
        Thread.Sleep(1);
    }
}
