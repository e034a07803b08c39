using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer that can add a residual block's shortcut to its output, and activate the sum, in its own pass over memory.</summary>
internal interface IResidualFusing
{
    /// <summary>Whether nobody observes the layer, and it can add before that activation.</summary>
    bool FusesResidual(Activation activation);

    /// <summary>The layer, plus the shortcut, then the activation.</summary>
    Tensor ForwardThrough(Tensor x, Tensor shortcut, Activation activation);
}
