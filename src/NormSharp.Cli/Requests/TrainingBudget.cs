namespace NormSharp.Cli.Requests;

/// <summary>What a step of training may take.</summary>
/// <param name="Images">Images that are in memory at once.</param>
/// <param name="Bytes">The most bytes.</param>
internal sealed record TrainingBudget(int Images, long Bytes)
{
    /// <summary>Models of this process: one for each of its shards.</summary>
    public int Copies { get; init; } = 1;
}
