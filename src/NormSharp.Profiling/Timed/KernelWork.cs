using NormSharp.Primitives;

namespace NormSharp.Profiling;

/// <summary>What kernels have to do.</summary>
internal static class KernelWork
{
    /// <summary>
    /// A convolution, or one of its gradients by input or weight: the three have the same products and the same operands.
    /// </summary>
    public static Work Convolution(in ConvolutionGeometry g) => new(
        2.0 * g.OutputLength * g.InChannelsPerGroup * g.KernelHeight * g.KernelWidth,
        sizeof(float) * ((double)g.InputLength + g.WeightLength + g.OutputLength));

    /// <summary>A matrix product.</summary>
    public static Work Product(double batch, double m, double n, double k) => new(
        2 * batch * m * n * k, sizeof(float) * batch * ((m * k) + (k * n) + (m * n)));

    /// <summary>Passes over memory.</summary>
    /// <param name="numbers">How many float32 numbers are read and written.</param>
    public static Work Passes(double numbers) => new(0, sizeof(float) * numbers);
}
