using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>What the gradient of a normalization sums over each channel, where dz = dy·f′(z); in float64.</summary>
/// <param name="Dz">Σdz [C]: the gradient of β.</param>
/// <param name="DzXHat">Σdz·x̂ [C]: the gradient of γ.</param>
internal readonly record struct GradientSums(Tensor Dz, Tensor DzXHat);
