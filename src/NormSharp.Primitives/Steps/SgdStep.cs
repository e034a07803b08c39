namespace NormSharp.Primitives;

/// <summary>One step of stochastic gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form).</summary>
/// <param name="LearningRate">η: how far to go.</param>
/// <param name="Momentum">μ, the weight of the old velocity; 0 for none.</param>
/// <param name="Dampening">τ: the gradient enters the velocity times 1 − τ, except at the first step.</param>
/// <param name="Nesterov">Whether to look ahead: step along g + μ·v instead of v.</param>
/// <param name="WeightDecay">λ: λ·θ is added to the gradient (L2 regularisation).</param>
/// <param name="GradientScale">Multiplies the gradient before all else: 1, or the factor of gradient clipping.</param>
/// <param name="FirstStep">Whether the velocity has no content yet; it becomes the gradient itself.</param>
internal readonly record struct SgdStep(
    double LearningRate,
    double Momentum,
    double Dampening,
    bool Nesterov,
    double WeightDecay,
    double GradientScale,
    bool FirstStep);
