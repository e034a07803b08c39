using NormSharp.Autograd;
using NormSharp.Layers;

namespace NormSharp.Training.Checks;

/// <summary>A batch normalization as the forward pass meets it.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Step">Where the forward pass comes by it.</param>
internal sealed record NormUse(BatchNorm Layer, TraceStep Step)
{
    public string Path => Layer.Path;

    /// <summary>How many values one image gives each channel.</summary>
    public int ValuesPerImage { get; } = Step.Input.Length / Layer.Channels;

    /// <summary>Whether training normalises with the batch's own statistics.</summary>
    public bool UsesBatchStatistics => !Layer.FreezesStatistics;

    /// <summary>Whether γ or β is trained.</summary>
    public bool TrainsAffine => Layer.Gamma is Parameter { IsFrozen: false } || Layer.Beta is Parameter { IsFrozen: false };
}
