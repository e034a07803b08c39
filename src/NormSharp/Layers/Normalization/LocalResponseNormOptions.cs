namespace NormSharp.Layers;

/// <summary>The settings of a <see cref="LocalResponseNorm"/>; the defaults are PyTorch's.</summary>
public sealed record LocalResponseNormOptions
{
    /// <summary>α, the weight of the average square.</summary>
    public double Alpha { get; init; } = 1e-4;

    /// <summary>β, the exponent.</summary>
    public double Beta { get; init; } = 0.75;

    /// <summary>k, what is added to the average.</summary>
    public double K { get; init; } = 1;

    /// <summary>
    /// Whether a window of even size reaches one further after the value's own channel, as in ONNX, instead of before it.
    /// </summary>
    internal bool IsLongerAfter { get; init; }
}
