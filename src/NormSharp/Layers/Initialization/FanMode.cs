namespace NormSharp.Layers;

/// <summary>Which fan an initialiser keeps the variance along.</summary>
internal enum FanMode
{
    /// <summary>Of activations, in the forward pass.</summary>
    FanIn,

    /// <summary>Of gradients, in the backward pass.</summary>
    FanOut,
}
