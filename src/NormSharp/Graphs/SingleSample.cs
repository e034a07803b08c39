using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>Graphs of a batch of one sample, which folding and plans work on.</summary>
internal static class SingleSample
{
    /// <summary>The graph for one sample, whatever the first extents of the inputs.</summary>
    /// <exception cref="ArgumentException">An input has fewer than two dimensions.</exception>
    /// <exception cref="LayerException">The inputs do not fit; the message names the layer.</exception>
    public static ModelGraph Graph(Module model, IReadOnlyList<Shape> inputs, Backend? backend)
        => ModelGraph.Of(model, [.. inputs.Select(Single)], backend);

    private static Shape Single(Shape input) => input.Rank >= 2
        ? [1, .. input.AsSpan()[1..]]
        : throw new ArgumentException($"the input's shape is {input}; a batch is [N, …] with at least two dimensions");
}
