using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>BN009: a batch normalization directly after another.</summary>
internal sealed class NormAfterNorm : ICheck
{
    public CatalogEntry Entry { get; } = new("BN009", "batch normalization of what is normalised already");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms
            .Where(norm => norm.Input is { Uses: 1, Origin.Layer: BatchNorm })
            .Select(norm => norm.Path)
            .Distinct(),
        "the input comes from another batch normalization, whose γ and β this one undoes",
        "remove one of the two");
}
