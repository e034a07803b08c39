namespace NormSharp.Training;

/// <summary>BN011: statistics are frozen that no batch has ever reached.</summary>
internal sealed class FrozenWithoutStatistics : ICheck
{
    public CatalogEntry Entry { get; } = new("BN011", "frozen statistics that have seen nothing");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms
            .Where(norm => norm.Layer is { FreezesStatistics: true, BatchesTracked.Value: 0 } && IsAtStart(norm))
            .Select(norm => norm.Path)
            .Distinct(),
        "the statistics are frozen at the values that they start from, mean 0 and variance 1, so that nothing is normalised",
        "load a trained model first, recalibrate it, or unfreeze the statistics");

    /// <summary>Recalibrated statistics count no batch either, but differ from those of a new layer.</summary>
    private static bool IsAtStart(NormUse norm) =>
        norm.Layer.RunningMean!.ToArray().All(mean => mean == 0) && norm.Layer.RunningVariance!.ToArray().All(variance => variance == 1);
}
