namespace NormSharp.Training.Loop;

/// <summary>What one training step computed.</summary>
/// <param name="Loss">The mean loss of the batch.</param>
/// <param name="Correct">How many of its images were right.</param>
internal readonly record struct StepResult(double Loss, int Correct);
