namespace NormSharp.Training.Tests.Loop;

/// <summary>Epochs are reported to an <see cref="IProgress{T}"/>, beside what an observer hears.</summary>
public class ProgressTests
{
    [Fact]
    public void Each_epoch_is_reported_and_the_observer_hears_the_same()
    {
        var reported = new Reports();
        var observer = new Observer();
        new Trainer(TinyTask.Model(), TinyTask.Options()) { Progress = reported }.Fit(TinyTask.Data(), observer);
        Assert.Equal([1, 2, 3], reported.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(observer.Epochs, reported.Epochs);
        Assert.True(observer.HeardStart && observer.Steps > 0);
    }

    [Fact]
    public void It_needs_no_observer()
    {
        var reported = new Reports();
        new Trainer(TinyTask.Model(), TinyTask.Options()) { Progress = reported }.Fit(TinyTask.Data());
        Assert.Equal(3, reported.Epochs.Count);
    }

    private sealed class Reports : IProgress<EpochMetrics>
    {
        public List<EpochMetrics> Epochs { get; } = [];

        public void Report(EpochMetrics value) => Epochs.Add(value);
    }

    private sealed class Observer : ITrainingObserver
    {
        public List<EpochMetrics> Epochs { get; } = [];

        public bool HeardStart { get; private set; }

        public int Steps { get; private set; }

        public void OnStart(TrainingStart start) => HeardStart = true;

        public void OnStep(in StepMetrics step) => Steps++;

        public void OnEpoch(EpochMetrics epoch) => Epochs.Add(epoch);
    }
}
