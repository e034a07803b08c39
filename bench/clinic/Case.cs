using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Clinic;

/// <summary>A model with a fault that was made on purpose, or a healthy one that looks odd.</summary>
/// <param name="Module">The network.</param>
/// <param name="Normalization">How it is given its images.</param>
/// <param name="Train">Images to take statistics from.</param>
/// <param name="Test">Images to measure on.</param>
internal sealed record Case(Module Module, Normalization Normalization, ImageSet Train, ImageSet Test)
{
    /// <summary>The images of each domain, where they are told apart.</summary>
    public IReadOnlyDictionary<string, DataSplit>? Domains { get; init; }

    /// <summary>
    /// The models without the fault, one for the healthy model's own images and one for the others, where the others are harder by
    /// themselves; null where the healthy model tells what the fault costs.
    /// </summary>
    public (Module Own, Module Others)? Sound { get; init; }
}
