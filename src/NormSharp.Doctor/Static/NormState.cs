using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Static;

/// <summary>
/// The numbers of a normalization that keeps statistics, from a layer or from the tensors of a file without an architecture.
/// </summary>
/// <param name="Path">The layer's path.</param>
/// <param name="TypeName">What kind of layer it is.</param>
/// <param name="Mean">The running mean [C].</param>
/// <param name="Variance">The running variance [C].</param>
internal sealed record NormState(string Path, string TypeName, float[] Mean, float[] Variance)
{
    public float[]? Gamma { get; init; }

    public float[]? Beta { get; init; }

    /// <summary>ε; null where a file does not say.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The weight of new statistics; null where a file does not say, or all batches weigh the same.</summary>
    public double? NewStatisticWeight { get; init; }

    /// <summary>How many batches the statistics have seen; null where nobody counted.</summary>
    public long? Batches { get; init; }

    /// <summary>Whether the statistics are frozen.</summary>
    public bool IsFrozen { get; init; }

    public int Channels => Mean.Length;

    /// <summary>Whether γ and β are those of a new layer.</summary>
    public bool HasFreshAffine => (Gamma?.All(value => value == 1) ?? true) && (Beta?.All(value => value == 0) ?? true);

    /// <summary>Whether the statistics are those of a new layer, or were never written.</summary>
    public bool HasFreshStatistics => Mean.All(value => value == 0)
        && (Variance.All(value => value == 1) || Variance.All(value => value == 0));

    /// <summary>The layers of a model that keep statistics, each once, in the order of their registration.</summary>
    public static IReadOnlyList<NormState> Of(Module model) =>
        [.. model.NamedModules().Select(entry => entry.Module).Distinct().Select(Read).OfType<NormState>()];

    /// <summary>γ/√(σ² + ε) of each channel.</summary>
    public double[] Scales(double epsilon)
        => [.. Variance.Select((variance, c) => Math.Abs(Gamma?[c] ?? 1f) / Math.Sqrt(variance + epsilon))];

    private static NormState? Read(Module module) => module switch
    {
        BatchNorm { IsLazy: false, RunningMean: { } mean } layer => new NormState(
            layer.Path, layer.TypeName, mean.ToArray(), layer.RunningVariance!.ToArray())
        {
            Gamma = layer.Gamma?.ToArray(),
            Beta = layer.Beta?.ToArray(),
            Epsilon = layer.Options.Epsilon,
            NewStatisticWeight = layer.Options.NewStatisticWeight,
            Batches = layer.BatchesTracked?.Value,
            IsFrozen = layer.FreezesStatistics,
        },
        FrozenBatchNorm layer => new NormState(
            layer.Path, layer.TypeName, layer.RunningMean.ToArray(), layer.RunningVariance.ToArray())
        {
            Gamma = layer.Weight.ToArray(),
            Beta = layer.Bias.ToArray(),
            Epsilon = layer.Epsilon,
            IsFrozen = true,
        },
        IRecalibratable { RunningMean: { } mean } layer => new NormState(
            layer.Path, layer.TypeName, mean.ToArray(), layer.RunningVariance!.ToArray())
        {
            Gamma = layer.Gamma?.ToArray(),
            Beta = layer.Beta?.ToArray(),
            Epsilon = layer.Epsilon,
            IsFrozen = layer.FreezesStatistics,
        },
        _ => null,
    };
}
