namespace NormSharp.Training;

/// <summary>What a recalibration did.</summary>
/// <param name="Layers">The layers that were recomputed, in the model's order, and how far off their statistics were.</param>
/// <param name="Untouched">Paths of layers that no input reached, such as those of another domain; they are as they were.</param>
/// <param name="Images">Images that went through the network.</param>
/// <param name="Batches">Batches that they were cut into.</param>
public sealed record RecalibrationResult(IReadOnlyList<StatisticsDrift> Layers, IReadOnlyList<string> Untouched, long Images, int Batches)
{
    /// <summary>Nothing was recomputed.</summary>
    public static RecalibrationResult None { get; } = new([], [], 0, 0);
}
