namespace NormSharp.Training;

/// <summary>BN001: a batch leaves a channel one value, which has no variance, so training stops there.</summary>
internal sealed class OneValuePerChannel : ICheck
{
    public CatalogEntry Entry { get; } = new("BN001", "a batch leaves one value per channel");

    public IEnumerable<Finding> Run(CheckContext context)
    {
        int images = context.Batches.Smallest;
        IEnumerable<string> layers = context.Norms.Where(
            norm => norm.UsesBatchStatistics && !norm.IsSynchronized && images * norm.ValuesPerImage == 1).Select(norm => norm.Path)
                .Distinct();
        return context.Batches.Largest > 1
            ? Finding.For(
                layers,
                $"the last batch of an epoch has {images} image and leaves one value per channel, which has no variance: training will "
                    + "stop there",
                "make batches equally large (LastBatch.Even), or drop the last (LastBatch.Drop)")
            : Finding.For(
                layers,
                "a batch of 1 image leaves one value per channel, which has no variance: training will stop at the first step",
                "use batches of at least 2 images, or freeze the statistics");
    }
}
