using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>Over which images <see cref="BatchNormRecalibration"/> takes the statistics.</summary>
public sealed record RecalibrationOptions
{
    /// <summary>How the statistics of the batches are put together.</summary>
    public RecalibrationMethod Method { get; init; } = RecalibrationMethod.Pooled;

    /// <summary>
    /// Images of a batch, which should be that of the training: it decides how noisy the statistics are that later layers see.
    /// </summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>The most batches to go through.</summary>
    public int Batches { get; init; } = 200;

    /// <summary>What the choice of images is drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How the model's input is centred and scaled; null for v/255.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>
    /// Random changes of the images; null for none. The weights of a network that was trained with some may need statistics over images
    /// that are changed alike.
    /// </summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Whether layers with frozen statistics are recomputed too.</summary>
    public bool IncludeFrozen { get; init; }

    /// <summary>What computes; the CPU with all its processors when null.</summary>
    public Backend? Backend { get; init; }

    /// <summary>Hears how many batches of how many are done.</summary>
    public Action<int, int>? Progress { get; init; }
}
