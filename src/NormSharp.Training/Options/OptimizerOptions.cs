namespace NormSharp.Training;

/// <summary>The optimizer and its settings; those of another kind are ignored.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Which optimizer.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Sgd;

    /// <summary>SGD: the weight of the old velocity, from 0 (none) to below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>SGD: whether the momentum looks ahead (Nesterov); needs a positive <see cref="Momentum"/>.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Adam, AdamW: the weight of the old first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam, AdamW: the weight of the old second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam, AdamW: what is added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The factor of the L2 penalty on the weights.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Whether the decay also reaches γ, β and biases. A layer before a batch normalization has the same function at any scale
    /// of its weights, so shrinking γ is a different penalty; leaving them out is the usual choice.
    /// </summary>
    public bool DecayNormalizationAndBias { get; init; }

    internal void Check()
    {
        Require.Known("optimizer", Kind);
        Require.Between("momentum", Momentum, 0, 1);
        Require.Between("beta1", Beta1, 0, 1);
        Require.Between("beta2", Beta2, 0, 1);
        Require.Positive("epsilon", Epsilon);
        Require.NotNegative("weight decay", WeightDecay);
        if (Kind == OptimizerKind.Sgd && Nesterov && Momentum == 0)
        {
            throw new ArgumentException("momentum is 0; Nesterov's momentum needs a positive one");
        }
    }
}
