namespace NormSharp.Layers;

/// <summary>The settings of a <see cref="GroupNorm"/>.</summary>
public sealed record GroupNormOptions
{
    /// <summary>ε, added to the variance under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether there are γ and β.</summary>
    public bool Affine { get; init; } = true;
}
