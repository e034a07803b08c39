using NormSharp.Layers;

namespace NormSharp.Diagnosis.Static;

/// <summary>γ and β of a normalization that keeps no running statistics: it normalises each image by itself.</summary>
/// <param name="Path">The layer's path.</param>
/// <param name="TypeName">What kind of layer it is.</param>
internal sealed record AffineState(string Path, string TypeName)
{
    public float[]? Gamma { get; init; }

    public float[]? Beta { get; init; }

    /// <summary>How many values γ has, or β where there is no γ.</summary>
    public int Channels => (Gamma ?? Beta)?.Length ?? 0;

    /// <summary>Such layers of a model, each once, in the order of their registration.</summary>
    public static IReadOnlyList<AffineState> Of(Module model) =>
        [.. model.NamedModules().Select(entry => entry.Module).Distinct().Select(Read).OfType<AffineState>()];

    private static AffineState? Read(Module module) => module switch
    {
        IRecalibratable { RunningMean: not null } => null,
        NormalizationModule layer => new AffineState(layer.Path, layer.TypeName)
        {
            Gamma = layer.Gamma?.ToArray(),
            Beta = layer.Beta?.ToArray(),
        },
        LocalResponseNorm or MeanVarianceNorm or OperandNorm => new AffineState(module.Path, module.TypeName),
        _ => null,
    };
}
