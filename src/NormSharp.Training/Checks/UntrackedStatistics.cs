namespace NormSharp.Training;

/// <summary>BN010: without running statistics a prediction depends on what else is in its batch.</summary>
internal sealed class UntrackedStatistics : ICheck
{
    public CatalogEntry Entry { get; } = new("BN010", "batch normalization without running statistics");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms.Where(norm => !norm.Layer.Options.TrackRunningStatistics).Select(norm => norm.Path).Distinct(),
        "no running statistics are kept, so that in use the answer for an image depends on the other images of its batch",
        "set TrackRunningStatistics to true");
}
