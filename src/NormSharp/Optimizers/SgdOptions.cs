namespace NormSharp.Optimizers;

/// <summary>The settings of <see cref="Sgd"/>.</summary>
public sealed record SgdOptions
{
    /// <summary>η.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>m: how much of the last velocity is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>d: the new gradient enters the velocity with weight 1 − d.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether the step looks ahead along the velocity (Nesterov 1983, in the form of Sutskever et al. 2013).</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ: λ·w is added to the gradient.</summary>
    public double WeightDecay { get; init; }
}
