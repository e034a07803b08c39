using NormSharp.Layers;

namespace NormSharp.Serialization;

/// <summary>A model read from a file.</summary>
/// <param name="Module">The network, in evaluation mode.</param>
/// <param name="Metadata">What else the file says of it.</param>
public sealed record SavedModel(Module Module, IReadOnlyDictionary<string, string> Metadata);
