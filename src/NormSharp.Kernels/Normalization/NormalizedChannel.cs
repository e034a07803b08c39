namespace NormSharp.Kernels.Normalization;

/// <summary>How one channel was normalized and scaled.</summary>
/// <param name="Mean">μ.</param>
/// <param name="InvStd">1/√(populationVariance + ε).</param>
/// <param name="Gamma">γ.</param>
internal readonly record struct NormalizedChannel(double Mean, double InvStd, float Gamma);
