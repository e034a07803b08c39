using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis;

/// <summary>The statistics of a normalization layer, as reports show them.</summary>
/// <param name="Path">The layer's path.</param>
/// <param name="TypeName">What kind of layer it is.</param>
/// <param name="Channels">How many channels it has.</param>
public sealed record LayerReport(string Path, string TypeName, int Channels)
{
    /// <summary>|μ stored − μ of the images| / √(σ² of the images + ε), a channel; null without images.</summary>
    public IReadOnlyList<double>? MeanShift { get; init; }

    /// <summary>ln((σ² stored + ε) / (σ² of the images + ε)), a channel; null without images.</summary>
    public IReadOnlyList<double>? LogVarianceRatio { get; init; }

    /// <summary>γ, a channel; null where the layer does not scale.</summary>
    public IReadOnlyList<double>? Gamma { get; init; }

    /// <summary>Share of the channels that are constant.</summary>
    public double DeadShare { get; init; }

    /// <summary>The layer as it is.</summary>
    internal NormState? Stored { get; init; }

    /// <summary>The layer with the statistics of the images; null without images.</summary>
    internal NormState? Seen { get; init; }
}
