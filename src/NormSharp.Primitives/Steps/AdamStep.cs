namespace NormSharp.Primitives;

/// <summary>One step of Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019).</summary>
/// <remarks>
/// The decay rates are <see cref="double"/> because 1 − β matters: 1 − 0.999f is off by 5·10⁻⁵ of its value.
/// </remarks>
/// <param name="LearningRate">η: how far to go.</param>
/// <param name="Beta1">β₁, the weight of the old first moment.</param>
/// <param name="Beta2">β₂, the weight of the old second moment.</param>
/// <param name="Epsilon">ε, added to the root of the second moment after its bias correction.</param>
/// <param name="WeightDecay">λ, added to the gradient as λ·θ, or, if decoupled, shrinking θ by η·λ.</param>
/// <param name="GradientScale">Multiplies the gradient before all else: 1, or the factor of gradient clipping.</param>
/// <param name="Step">t, which step this is: 1 for the first.</param>
internal readonly record struct AdamStep(
    double LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    double GradientScale,
    long Step)
{
    /// <summary>Whether weight decay is AdamW's.</summary>
    public bool Decoupled { get; init; }
}
