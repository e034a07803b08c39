namespace NormSharp.Kernels.Plans;

/// <summary>The passes that have a table of algorithms, by the names that <see cref="ForcedAlgorithms"/> knows.</summary>
internal static class KernelPass
{
    public const string ConvolutionForward = "conv.forward";
    public const string ConvolutionInputGradient = "conv.input-gradient";
    public const string ConvolutionWeightGradient = "conv.weight-gradient";

    public const string MatrixProduct = "gemm";
    public const string NormalizationForward = "batchnorm.forward";
    public const string NormalizationGradient = "batchnorm.gradient";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ConvolutionForward, ConvolutionInputGradient, ConvolutionWeightGradient, MatrixProduct, NormalizationForward, NormalizationGradient,
    ];
}
