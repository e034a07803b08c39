using NormSharp.Serialization;

namespace NormSharp.Training.Tests.Checkpoints;

public sealed class TrainingProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_comes_back()
    {
        var progress = new TrainingProgress
        {
            Seed = ulong.MaxValue,
            Step = 1L << 40,
            Epoch = 3,
            Batch = 4,
            Train = new RunningAverage(Math.PI, 5, 6),
            LastTrain = new RunningAverage(Math.E, 7, 8),
            LastTest = new RunningAverage(1.0 / 3, 9, 10),
            MetricsLines = 11,
            Images = 12,
            TrainSeconds = 13.5,
            Seconds = 14.5,
            EpochSeconds = 15.5,
            EpochTrainSeconds = 16.5,
        };
        string path = Save(progress.Save);

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(progress, TrainingProgress.Load(file));
    }

    [Fact]
    public void Another_layout_is_refused()
    {
        string path = Save(writer =>
        {
            writer.Add("training.seed", [], [1UL]);
            writer.Add("training.counters", [2], [1L, 2L]);
            writer.Add("training.sums", [1], [1.0]);
        });

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.StartsWith(path, Assert.Throws<ModelFormatException>(() => TrainingProgress.Load(file)).Message, StringComparison.Ordinal);
    }

    private string Save(Action<SafetensorsWriter> fill)
    {
        var writer = new SafetensorsWriter();
        fill(writer);
        string path = _folder.File("state.safetensors");
        AtomicFile.Write(path, writer.Write);
        return path;
    }
}
