namespace NormSharp.Training.Checks;

/// <summary>BN002: batches so small that their statistics are mostly noise.</summary>
internal sealed class SmallBatch : ICheck
{
    // Where the error of Wu and He's ResNet-50 leaves that of large batches.
    private const int Enough = 16;

    public CatalogEntry Entry { get; } = new("BN002", "a batch smaller than 16 with batch normalization");

    public IEnumerable<Finding> Run(CheckContext context) => context.Batches.Nominal >= Enough
        ? []
        : Finding.For(
            context.Norms.Where(norm => norm.UsesBatchStatistics).Select(norm => norm.Path).Distinct(),
            $"batches of {context.Batches.Nominal} {(context.Batches.Nominal == 1 ? "image" : "images")} give statistics that are mostly noise",
            $"use batches of at least {Enough}, or a normalization that does not look at the batch, such as group normalization");
}
