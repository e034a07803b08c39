namespace NormSharp.Kernels.Normalization;

/// <summary>How each channel is normalized, scaled and shifted: z = γ·(x − μ)·invStd + β.</summary>
/// <param name="mean">μ, C numbers.</param>
/// <param name="invStd">1/√(populationVariance + ε), C numbers.</param>
/// <param name="gamma">γ, C numbers, or none for 1.</param>
/// <param name="beta">β, C numbers, or none for 0.</param>
internal readonly ref struct ChannelAffine(
    ReadOnlySpan<double> mean, ReadOnlySpan<double> invStd, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta)
{
    /// <summary>μ, C numbers.</summary>
    public ReadOnlySpan<double> Mean { get; } = mean;

    /// <summary>1/√(populationVariance + ε), C numbers.</summary>
    public ReadOnlySpan<double> InvStd { get; } = invStd;

    /// <summary>γ, C numbers, or none for 1.</summary>
    public ReadOnlySpan<float> Gamma { get; } = gamma;

    /// <summary>β, C numbers, or none for 0.</summary>
    public ReadOnlySpan<float> Beta { get; } = beta;
}
