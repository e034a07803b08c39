namespace NormSharp.Layers;

/// <summary>The settings of a <see cref="DomainBatchNorm"/>.</summary>
public record DomainBatchNormOptions : BatchNormOptions
{
    /// <summary>Whether every domain has a γ and β of its own; otherwise all share one.</summary>
    public bool OwnAffine { get; init; }
}
