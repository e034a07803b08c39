namespace NormSharp.Optimizers;

/// <summary>The settings of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>η.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>β₁: how much of the mean gradient is kept.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the mean squared gradient is kept.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ: added to the gradient as λ·w by <see cref="Adam"/>, taken off the weight as η·λ·w by <see cref="AdamW"/>.
    /// None by default for both; PyTorch's AdamW has 0.01.</summary>
    public double WeightDecay { get; init; }
}
