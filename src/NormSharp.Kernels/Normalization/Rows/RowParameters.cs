namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>Where the numbers of a normalization of rows are: μ and invStd of each row, γ and β of each place in a row, or null.</summary>
internal readonly unsafe struct RowParameters(double* mean, double* invStd, float* gamma, float* beta)
{
    public double* Mean { get; } = mean;

    public double* InvStd { get; } = invStd;

    public float* Gamma { get; } = gamma;

    public float* Beta { get; } = beta;
}
