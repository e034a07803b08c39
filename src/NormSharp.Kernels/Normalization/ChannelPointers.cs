namespace NormSharp.Kernels.Normalization;

/// <summary>The numbers of each channel after they have been checked.</summary>
internal readonly unsafe struct ChannelPointers(double* mean, double* invStd, float* gamma, float* beta)
{
    /// <summary>μ.</summary>
    public readonly double* Mean = mean;

    /// <summary>1/√(populationVariance + ε).</summary>
    public readonly double* InvStd = invStd;

    /// <summary>γ of a channel.</summary>
    public float GammaOf(int channel) => gamma == null ? 1 : gamma[channel];

    /// <summary>β of a channel.</summary>
    public float BetaOf(int channel) => beta == null ? 0 : beta[channel];
}
