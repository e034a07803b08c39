namespace NormSharp.Kernels.Normalization;

/// <summary>What both backward passes write.</summary>
/// <param name="sumDz">C sums Σdz, which are dβ.</param>
/// <param name="sumDzXHat">C sums Σdz·x̂, which are dγ.</param>
/// <param name="dx">The gradient with respect to x; it may be y or dy itself.</param>
internal readonly ref struct GradientResults(Span<double> sumDz, Span<double> sumDzXHat, Span<float> dx)
{
    /// <summary>C sums Σdz.</summary>
    public Span<double> SumDz { get; } = sumDz;

    /// <summary>C sums Σdz·x̂.</summary>
    public Span<double> SumDzXHat { get; } = sumDzXHat;

    /// <summary>The gradient with respect to x.</summary>
    public Span<float> Dx { get; } = dx;
}
