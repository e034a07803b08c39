using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>BN002: batches so small that their statistics are mostly noise.</summary>
internal sealed class SmallBatch : ICheck
{
    // Where the error of Wu and He's ResNet-50 leaves that of large batches.
    private const int Enough = 16;

    public CatalogEntry Entry { get; } = new("BN002", "a batch smaller than 16 with batch normalization");

    // Batch renormalization is made for small batches, by correcting with the running statistics.
    public IEnumerable<Finding> Run(CheckContext context) => context.Norms
        .Where(norm => norm.UsesBatchStatistics && !norm.IsSynchronized && norm.Layer is not BatchRenorm)
        .GroupBy(norm => norm.ImagesOf(context.Batches.Nominal))
        .Where(group => group.Key < Enough)
        .SelectMany(group => Finding.For(
            group.Select(norm => norm.Path).Distinct(),
            $"{(context.Options.Shards > 1 ? "shards" : "batches")} of {group.Key} {(group.Key == 1 ? "image" : "images")} "
                + "give statistics that are mostly noise",
            $"{(context.Options.Shards > 1 ? "synchronize it over the shards (SyncBatchNorm), " : string.Empty)}use batches of at least "
                + $"{Enough}{(context.Options.Shards > 1 ? " images a shard" : string.Empty)}, or a normalization that does not look at "
                + "the batch, such as group normalization")
            .Select(finding => finding.Of(group.Key)));
}
