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
}
