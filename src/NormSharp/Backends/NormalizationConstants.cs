using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>The constants of y = f(γ·(x − μ)·invStd + β + addend) with one entry per channel, where x is [N, C, …].</summary>
internal readonly record struct NormalizationConstants
{
    /// <summary>μ [C], in float64: the kernel subtracts it exactly even where it is far larger than the deviation.</summary>
    public required Tensor Mean { get; init; }

    /// <summary>1/√(σ² + ε) [C], in float64.</summary>
    public required Tensor InvStd { get; init; }

    /// <summary>Values behind each channel's statistics; 0 where they are constants.</summary>
    public double Count { get; init; }

    /// <summary>γ [C], or null for 1.</summary>
    public Tensor? Gamma { get; init; }

    /// <summary>β [C], or null for 0.</summary>
    public Tensor? Beta { get; init; }

    /// <summary>f.</summary>
    public Activation Activation { get; init; }

    /// <summary>
    /// What is added before the activation, of the shape of x, such as a residual block's shortcut; or null. Gradients are those of no
    /// addend.
    /// </summary>
    public Tensor? Addend { get; init; }
}
