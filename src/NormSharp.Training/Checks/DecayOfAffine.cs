namespace NormSharp.Training;

/// <summary>BN004: weight decay pulls γ and β to zero.</summary>
internal sealed class DecayOfAffine : ICheck
{
    public CatalogEntry Entry { get; } = new("BN004", "weight decay on γ and β");

    public IEnumerable<Finding> Run(CheckContext context)
        => context.Options.Optimizer is { WeightDecay: > 0, DecayNormalizationAndBias: true }
        ? Finding.For(
            context.Norms.Where(norm => norm.TrainsAffine).Select(norm => norm.Path).Distinct(),
            "weight decay pulls γ and β to zero, which shrinks what the next layer sees and regularises no weight",
            "set DecayNormalizationAndBias to false")
        : [];
}
