namespace NormSharp.Studies;

/// <summary>How long the trainings of a study are.</summary>
/// <param name="TrainImages">Training images, at most.</param>
/// <param name="Epochs">How often they are gone through.</param>
internal sealed record StudySize(int TrainImages, int Epochs)
{
    /// <summary>Test images, at most.</summary>
    public int TestImages { get; init; } = 10_000;
}
