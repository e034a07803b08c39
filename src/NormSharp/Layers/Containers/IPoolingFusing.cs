using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A layer that can take the activation and the average pooling after it into one operation, whose gradient reads less memory.
/// </summary>
internal interface IPoolingFusing
{
    /// <summary>Whether nobody observes the layer, and it can pool so what it makes of that input.</summary>
    bool FusesPooling(Tensor x, AveragePool2d pool);

    /// <summary>The layer, then the activation, then the pooling.</summary>
    Tensor ForwardThrough(Tensor x, Activation activation, AveragePool2d pool);
}
