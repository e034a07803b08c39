using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Losses;

/// <summary>The mean over all elements of (prediction − target)².</summary>
public sealed class MeanSquaredErrorLoss
{
    /// <summary>The loss, a scalar.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor Forward(Tensor prediction, Tensor target)
        => prediction.Shape == target.Shape
            ? (prediction - target).Square().Mean()
            : throw new ArgumentException($"the prediction has shape {prediction.Shape}, the target {target.Shape}; they must be equal");
}
