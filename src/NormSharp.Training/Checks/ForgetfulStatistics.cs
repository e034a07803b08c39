using System.Globalization;

namespace NormSharp.Training;

/// <summary>BN012: the weight of new statistics is that of another library's momentum, which means the opposite.</summary>
internal sealed class ForgetfulStatistics : ICheck
{
    private const double Half = 0.5;

    public CatalogEntry Entry { get; } = new("BN012", "a momentum of the opposite convention");

    public IEnumerable<Finding> Run(CheckContext context) => context.Norms
        .Where(norm => norm.UsesBatchStatistics && norm.Layer.Options is { TrackRunningStatistics: true, NewStatisticWeight: > Half })
        .DistinctBy(norm => norm.Layer)
        .GroupBy(norm => norm.Layer.Options.NewStatisticWeight!.Value)
        .Select(group => new Finding(
            [.. group.Select(norm => norm.Path)],
            string.Create(
                CultureInfo.InvariantCulture,
                $"new statistics weigh {group.Key:0.###}, so that the running statistics are little more than those of the last batch"),
            group.Key < 1
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"a momentum of {group.Key:0.###} in Keras, Flax or ONNX weighs the old statistics: NewStatisticWeight = "
                        + $"{1 - group.Key:0.###}")
                : "use NewStatisticWeight = 0.1"));
}
