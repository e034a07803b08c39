namespace NormSharp.Layers;

/// <summary>The settings of a <see cref="LayerNorm"/>.</summary>
public sealed record LayerNormOptions
{
    /// <summary>ε, added to the variance under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether there is γ, and β with <see cref="Bias"/>.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether there is β; without <see cref="Affine"/> there is none.</summary>
    public bool Bias { get; init; } = true;
}
