using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// What layer and root-mean-square normalization of rows are given: y = f(γ·(x − μ)·invStd + β), where x is [rows, length].
/// </summary>
internal readonly record struct RowNormalizationConstants
{
    /// <summary>Whether μ is the row's mean; else μ = 0, and invStd is 1/√(Σx²/length + ε).</summary>
    public required bool IsCentered { get; init; }

    /// <summary>ε.</summary>
    public required double Epsilon { get; init; }

    /// <summary>μ [rows] in float64: written by the forward pass, read by the gradient.</summary>
    public required Tensor Mean { get; init; }

    /// <summary>invStd [rows] in float64: written by the forward pass, read by the gradient.</summary>
    public required Tensor InvStd { get; init; }

    /// <summary>γ, one number for each place in a row, or null for 1.</summary>
    public Tensor? Gamma { get; init; }

    /// <summary>β, one number for each place in a row, or null for 0.</summary>
    public Tensor? Beta { get; init; }

    /// <summary>f.</summary>
    public Activation Activation { get; init; }
}
