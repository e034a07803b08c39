namespace NormSharp.Models;

/// <summary>Which normalization stands after the hidden layers of a model.</summary>
public enum NormalizationKind
{
    /// <summary>Batch normalization: each channel over the batch.</summary>
    Batch,

    /// <summary>Layer normalization: each image over all channels, rows and columns.</summary>
    Layer,

    /// <summary>
    /// Instance normalization: each channel of each image; after convolutions only, as a linear layer's features have no positions.
    /// </summary>
    Instance,

    /// <summary>Group normalization: groups of an image's channels.</summary>
    Group,

    /// <summary>None.</summary>
    None,
}
