using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer that can apply the activation that follows it in the same pass over memory.</summary>
internal interface IActivationFusing
{
    /// <summary>Sees every forward pass through the layer, or null.</summary>
    IForwardObserver? Observer { get; }

    /// <summary>The layer, then the activation.</summary>
    Tensor ForwardThrough(Tensor x, Activation activation);
}
