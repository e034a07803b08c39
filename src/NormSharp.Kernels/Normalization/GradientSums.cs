namespace NormSharp.Kernels.Normalization;

/// <summary>What a gradient through statistics needs of all values that they were taken over.</summary>
/// <param name="first">C sums of dz, or of γ·dz.</param>
/// <param name="second">C sums of dz·x̂, or of γ·dz·x̂.</param>
/// <param name="count">Values that the statistics of a channel were taken over: more than this batch's where several were merged.</param>
internal readonly ref struct GradientSums(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double count)
{
    /// <summary>C sums of dz, or of γ·dz.</summary>
    public ReadOnlySpan<double> First { get; } = first;

    /// <summary>C sums of dz·x̂, or of γ·dz·x̂.</summary>
    public ReadOnlySpan<double> Second { get; } = second;

    /// <summary>Values that the statistics of a channel were taken over.</summary>
    public double Count { get; } = count;
}
