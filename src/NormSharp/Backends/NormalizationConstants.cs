using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>The constants of y = f(γ·(x − μ)·invStd + β + addend) with one entry per channel, where x is [N, C, …].</summary>
/// <param name="Mean">μ, in double: the kernel subtracts it exactly even where it is far larger than the deviation.</param>
/// <param name="InvStd">1/√(σ² + ε).</param>
/// <param name="Gamma">γ, or null for 1.</param>
/// <param name="Beta">β, or null for 0.</param>
/// <param name="Activation">f.</param>
/// <param name="Addend">What is added before the activation, of the shape of x, such as a residual block's shortcut; or null. Gradients are those of no addend.</param>
public readonly record struct NormalizationConstants(
    ReadOnlyMemory<double> Mean, ReadOnlyMemory<double> InvStd, Tensor? Gamma, Tensor? Beta, Activation Activation, Tensor? Addend = null);
