using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>BN005: a bias before a batch normalization is subtracted again with the mean.</summary>
internal sealed class BiasBeforeNorm : ICheck
{
    public CatalogEntry Entry { get; } = new("BN005", "a bias before batch normalization");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms.Where(norm => norm.UsesBatchStatistics && norm.Layer is not BatchRenorm)
            .Select(Redundant)
            .OfType<string>()
            .Distinct(),
        "the bias before batch normalization does nothing, since the mean that is subtracted holds it; its gradient is zero",
        "leave it out (Bias = false)");

    // The bias cancels where it is constant over what the mean is taken of: along the channels of a convolution, along the last
    // dimension of a linear layer.
    private static string? Redundant(NormUse norm)
        => norm.Input is { Uses: 1, Origin: { Map: { Bias: not null } map } producer } && norm.NormalisesAlong(map.Axis)
            ? producer.Layer.Path
            : null;
}
