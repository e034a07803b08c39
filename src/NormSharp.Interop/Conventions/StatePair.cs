namespace NormSharp.Interop;

/// <summary>A tensor of a file and the place in a network that it goes to.</summary>
/// <param name="Target">The parameter, buffer or counter, by its name in the network.</param>
/// <param name="Source">The tensor of the file.</param>
public sealed record StatePair(string Target, NamedTensor Source);
