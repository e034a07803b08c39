namespace NormSharp.Training;

/// <summary>BN003: dropout before a batch normalization gives it a larger variance in training than in use.</summary>
internal sealed class DropoutBeforeNorm : ICheck
{
    public CatalogEntry Entry { get; } = new("BN003", "dropout before batch normalization");

    public IEnumerable<Finding> Run(CheckContext context)
    {
        var reach = new DropoutReach(context.Graph);
        return Finding.For(
            context.Norms.Where(norm => norm.UsesBatchStatistics && reach.Contains(norm.Input)).Select(norm => norm.Path).Distinct(),
            "dropout before it raises the variance in training but not in use, so that the running variance is too large (variance shift)",
            "move the dropout after the last batch normalization");
    }
}
