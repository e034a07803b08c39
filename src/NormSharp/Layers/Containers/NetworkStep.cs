namespace NormSharp.Layers;

/// <summary>A layer in a network, and the names of what it reads.</summary>
internal sealed record NetworkStep(string Name, Module Layer, IReadOnlyList<string> From);
