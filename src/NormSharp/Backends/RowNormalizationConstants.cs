using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>What layer and root-mean-square normalization of rows are given: y = f(γ·(x − μ)·invStd + β), where x is [rows, length].</summary>
/// <param name="IsCentered">Whether μ is the row's mean; else μ = 0, and invStd is 1/√(Σx²/length + ε).</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Gamma">γ, one number for each place in a row, or null for 1.</param>
/// <param name="Beta">β, one number for each place in a row, or null for 0.</param>
/// <param name="Activation">f.</param>
public readonly record struct RowNormalizationConstants(bool IsCentered, double Epsilon, Tensor? Gamma, Tensor? Beta, Activation Activation);
