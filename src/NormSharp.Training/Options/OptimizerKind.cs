namespace NormSharp.Training;

/// <summary>Which optimizer turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent, with momentum if asked for.</summary>
    Sgd,

    /// <summary>Adam (Kingma &amp; Ba 2015); weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>AdamW (Loshchilov &amp; Hutter 2019); weight decay is apart from the gradient.</summary>
    AdamW,
}
