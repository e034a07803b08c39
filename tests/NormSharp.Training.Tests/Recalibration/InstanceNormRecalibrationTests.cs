using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training.Tests.Recalibration;

public sealed class InstanceNormRecalibrationTests
{
    private const int Positions = 3;

    private static readonly InMemoryImageSet Images = new(
        "five",
        new ImageShape(1, 1, Positions),
        ["a", "b"],
        [0, 51, 102, 204, 255, 10, 30, 30, 90, 0, 0, 200, 180, 60, 77],
        [0, 1, 0, 1, 0]);

    [Theory]
    [InlineData(RecalibrationMethod.Pooled)]
    [InlineData(RecalibrationMethod.Batches)]
    [InlineData(RecalibrationMethod.Momentum)]
    public void Statistics_are_averages_of_the_samples_own(RecalibrationMethod method)
    {
        // 5 images in batches of 3 and 2: counts differ, so that a sample's weight depends on the method.
        InstanceNorm layer = Layer();
        var recorder = new BatchRecorder();
        layer.Observe(recorder);

        RecalibrationResult result = BatchNormRecalibration.Run(
            Model(layer), Images, new RecalibrationOptions { BatchSize = 3, Method = method });

        (double Mean, double Variance)[][] batches =
            [.. recorder.Batches.Select(batch => batch.Chunk(Positions).Select(Statistics).ToArray())];
        Assert.Equal([2, 3], batches.Select(batch => batch.Length).Order());
        (double mean, double variance) = method switch
        {
            RecalibrationMethod.Pooled => Average(batches.SelectMany(batch => batch)),
            RecalibrationMethod.Batches => Average(batches.Select(Average)),
            _ => batches.Select(Average)
                .Aggregate(
                    (5.0, 7.0), (old, batch) => ((0.7 * old.Item1) + (0.3 * batch.Mean), (0.7 * old.Item2) + (0.3 * batch.Variance))),
        };
        Assert.Equal(mean, layer.RunningMean!.AsSpan()[0], 1e-6);
        Assert.Equal(variance, layer.RunningVariance!.AsSpan()[0], 1e-6);
        Assert.Equal(("in", "InstanceNorm", 1), (result.Layers[0].Layer, result.Layers[0].TypeName, result.Layers[0].Channels));
        Assert.Equal(0, layer.BatchesTracked!.Value);
        Assert.False(layer.IsRecalibrating);
    }

    [Fact]
    public void Frozen_statistics_stay_unless_asked_for_and_those_that_are_not_kept_are_none()
    {
        InstanceNorm layer = Layer();
        Sequential model = Model(layer);
        Assert.Equal(["in"], model.FreezeStatistics(new LayerPattern("*")));
        Assert.Empty(BatchNormRecalibration.Run(model, Images).Layers);
        Assert.Equal(5, layer.RunningMean!.AsSpan()[0]);
        Assert.Single(BatchNormRecalibration.Run(model, Images, new RecalibrationOptions { IncludeFrozen = true }).Layers);
        Assert.NotEqual(5, layer.RunningMean!.AsSpan()[0]);
        Assert.True(layer.FreezesStatistics);
        Assert.Empty(BatchNormRecalibration.Layers(new Sequential(new InstanceNorm(1))));
    }

    private static InstanceNorm Layer()
    {
        var layer = new InstanceNorm(1, new InstanceNormOptions { TrackRunningStatistics = true, NewStatisticWeight = 0.3 });
        layer.RunningMean!.AsSpan()[0] = 5;
        layer.RunningVariance!.AsSpan()[0] = 7;
        return layer;
    }

    private static Sequential Model(InstanceNorm layer) => new(("in", layer), ("flatten", new Flatten()), ("fc", new Linear(Positions, 2)));

    private static (double Mean, double Variance) Statistics(double[] values) =>
        (values.Average(), values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1));

    private static (double Mean, double Variance) Average(IEnumerable<(double Mean, double Variance)> all) =>
        (all.Average(each => each.Mean), all.Average(each => each.Variance));
}
