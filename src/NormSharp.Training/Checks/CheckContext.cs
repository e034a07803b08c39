using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>What checks look at.</summary>
internal sealed class CheckContext
{
    public CheckContext(Module model, TrainerOptions options, ImageSet train, Backend backend)
    {
        Options = options;
        Graph = ModelGraph.Of(model, [1, train.Shape.Channels, train.Shape.Height, train.Shape.Width], backend);
        Norms = [.. Graph.AllNodes.Where(node => node.Layer is BatchNorm)
            .Select(node => new NormUse((BatchNorm)node.Layer, node, options.Shards > 1))];
        Batches = new BatchSizes(options, train.Count);
    }

    /// <summary>How the model is trained.</summary>
    public TrainerOptions Options { get; }

    /// <summary>How the model's layers are connected.</summary>
    public ModelGraph Graph { get; }

    /// <summary>The batch normalizations, in the order of the forward pass.</summary>
    public IReadOnlyList<NormUse> Norms { get; }

    /// <summary>How many images pass at once.</summary>
    public BatchSizes Batches { get; }
}
