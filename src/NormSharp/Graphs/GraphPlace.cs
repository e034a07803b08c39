using NormSharp.Layers;

namespace NormSharp.Graphs;

/// <summary>A layer and where it stands in a network.</summary>
/// <param name="Path">Its path below the network; empty for the network itself.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Title">What messages call it where it has no name of its own.</param>
internal readonly record struct GraphPlace(string Path, Module Layer, string? Title = null)
{
    /// <summary>The path, as messages show it.</summary>
    public string Name => Path.Length == 0 ? Layer.TypeName : Path;
}
