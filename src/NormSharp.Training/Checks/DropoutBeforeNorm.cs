namespace NormSharp.Training;

/// <summary>BN003: dropout in front of a batch normalization gives it a larger variance in training than in use.</summary>
internal sealed class DropoutBeforeNorm : ICheck
{
    public CatalogEntry Entry { get; } = new("BN003", "dropout in front of batch normalization");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms.Where(norm => norm.UsesBatchStatistics && context.Trace.IsBehindDropout(norm.Step.Input)).Select(norm => norm.Path).Distinct(),
        "dropout in front raises the variance in training but not in use, so that the running variance is too large (variance shift)",
        "move the dropout behind the last batch normalization");
}
