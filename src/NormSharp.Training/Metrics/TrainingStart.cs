namespace NormSharp.Training;

/// <summary>How a training begins.</summary>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="BatchesPerEpoch">Steps of each.</param>
/// <param name="TrainImages">Training images.</param>
/// <param name="TestImages">Test images.</param>
/// <param name="Parameters">Numbers that are trained.</param>
/// <param name="Step">Steps that were made before; 0 unless a run is continued.</param>
/// <param name="Threads">Threads that compute.</param>
public sealed record TrainingStart(
    int Epochs, int BatchesPerEpoch, int TrainImages, int TestImages, long Parameters, long Step, int Threads)
{
    /// <summary>Images that epochs are judged by; 0 where the test images are.</summary>
    public int ValidationImages { get; init; }

    /// <summary>What the checks before training found, by id; an observer may tell it before the first epoch.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}
