using NormSharp.Cli.Screens;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.Screens;

public sealed class RecalibrationVerdictTests
{
    [Theory]
    [InlineData(0.443, 0.864, "gained 42.1 points")]
    [InlineData(0.900, 0.850, "lost 5.0 points")]
    [InlineData(0.880, 0.884, "changed little")]
    [InlineData(0.880, 0.880, "changed little")]
    public void The_sentence_fits_the_numbers(double trained, double recalibrated, string expected) =>
        Assert.Contains(expected, RecalibrationVerdict.Of(Summary(trained, recalibrated), 10_000, 4), StringComparison.Ordinal);

    [Fact]
    public void The_same_gap_means_less_on_fewer_images()
    {
        Assert.Contains("gained", RecalibrationVerdict.Of(Summary(0.82, 0.85), 10_000, 4), StringComparison.Ordinal);
        Assert.Contains("changed little", RecalibrationVerdict.Of(Summary(0.82, 0.85), 500, 4), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gain_in_accuracy_with_a_larger_loss_decides_nothing() =>
        Assert.Contains(
            "not enough",
            RecalibrationVerdict.Of(Summary(0.1, 0.22) with { RecalibratedTestLoss = 1.1 }, 10_000, 4),
            StringComparison.Ordinal);

    [Fact]
    public void Two_standard_errors_of_a_difference() =>
        Assert.Equal(2 * Math.Sqrt(((0.8 * 0.2) + (0.9 * 0.1)) / 400), RecalibrationVerdict.Noise(0.8, 0.9, 400), 1e-12);

    [Fact]
    public void Nothing_is_claimed_that_was_not_measured()
    {
        Assert.Contains("--no-recalibrate", RecalibrationVerdict.Of(Summary(0.8, null), 1000, 4), StringComparison.Ordinal);
        Assert.Contains("no running statistics", RecalibrationVerdict.Of(Summary(0.8, 0.8), 1000, 0), StringComparison.Ordinal);
        Assert.Contains("frozen", RecalibrationVerdict.Of(Summary(0.8, 0.8), 1000, 0, frozen: 2), StringComparison.Ordinal);
    }

    private static TrainingSummary Summary(double trained, double? recalibrated) =>
        new()
        {
            TestAccuracy = trained,
            RecalibratedTestAccuracy = recalibrated,
            TestLoss = 1,
            RecalibratedTestLoss = 1,
            TrainAccuracy = 0.9,
            TrainLoss = 0.3,
            ImagesPerSecond = 1000,
            Seconds = 10,
            Parameters = 100,
            Epochs = 10,
            Steps = 100,
            Seed = 1,
            Threads = 2,
            BytesAllocatedPerStep = 0,
            PeakMemoryMegabytes = 100,
        };
}
