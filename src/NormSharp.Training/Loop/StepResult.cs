namespace NormSharp.Training;

/// <summary>What one training step computed, or a part of one.</summary>
/// <param name="Loss">The mean loss of the step's images; of a part, its share of that mean.</param>
/// <param name="Correct">How many of the images were right.</param>
/// <param name="Images">How many images there were.</param>
internal readonly record struct StepResult(double Loss, int Correct, int Images)
{
    /// <summary>How unequal the ranks' shares of the images were: their deviation over their mean; 0 where one trains alone.</summary>
    public double Imbalance { get; init; }

    /// <summary>Two parts of a step together.</summary>
    public static StepResult operator +(StepResult a, StepResult b) => new(a.Loss + b.Loss, a.Correct + b.Correct, a.Images + b.Images);
}
