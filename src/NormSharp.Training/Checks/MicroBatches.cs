using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>BN006: under gradient accumulation batch normalization sees the small batches, not the step.</summary>
internal sealed class MicroBatches : ICheck
{
    public CatalogEntry Entry { get; } = new("BN006", "batch normalization under gradient accumulation");

    public IEnumerable<Finding> Run(CheckContext context) => context.Batches.Largest >= context.Batches.Step
        ? []
        : Finding.For(
            context.Norms.Where(norm => norm.UsesBatchStatistics && !IsCutAnyway(norm, context.Batches.Largest))
                .Select(norm => norm.Path)
                .Distinct(),
            $"gradients are accumulated, so that the statistics are those of {context.Batches.Largest} images, not of the "
                + $"{context.Batches.Step} of a step",
            "expect the result of small batches; Ghost batch normalization in one large batch gives the same on purpose, group "
                + "normalization does not depend on it")
            .Select(finding => finding.Of(context.Batches.Largest));

    /// <summary>Ghost batch normalization takes statistics of parts of a batch anyway; whole parts lose nothing by accumulation.</summary>
    private static bool IsCutAnyway(NormUse norm, int batch) => norm.Layer is GhostBatchNorm ghost && ghost.SubBatchSize <= batch;
}
