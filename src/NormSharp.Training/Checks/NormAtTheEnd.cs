namespace NormSharp.Training;

/// <summary>BN008: the logits themselves are normalised.</summary>
internal sealed class NormAtTheEnd : ICheck
{
    public CatalogEntry Entry { get; } = new("BN008", "batch normalization of the logits");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms.Where(norm => context.Graph.Outputs.Any(output => output.Origin == norm.Node)).Select(norm => norm.Path),
        "the logits are normalised over the batch, so that how sure the network may be of one image depends on the others",
        "end the network with a linear layer that has a bias");
}
