namespace NormSharp.Data;

/// <summary>How a <see cref="BatchLoader"/> makes batches.</summary>
public sealed record BatchLoaderOptions
{
    /// <summary>Images in a batch, at most.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Whether each epoch takes the images in its own random order.</summary>
    public bool Shuffle { get; init; }

    /// <summary>What orders and augmentations are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>What happens to images that do not fill a batch.</summary>
    public LastBatch LastBatch { get; init; }

    /// <summary>Centring and scaling a channel; without it a pixel becomes v/255.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>
    /// Whether every class comes equally often in a shuffled epoch, images of small classes more than once; otherwise each image comes
    /// once.
    /// </summary>
    public bool SampleClassesEvenly { get; init; }

    /// <summary>Random changes of images; for training only.</summary>
    public Augmentation? Augmentation { get; init; }
}
