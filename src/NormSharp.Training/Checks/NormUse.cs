using NormSharp.Autograd;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>A batch normalization as the forward pass meets it.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Node">Where the forward pass comes by it.</param>
/// <param name="IsSharded">Whether steps are cut into shards.</param>
internal sealed record NormUse(BatchNorm Layer, GraphNode Node, bool IsSharded)
{
    public string Path => Layer.Path;

    /// <summary>What it normalises.</summary>
    public GraphValue Input => Node.Inputs[0];

    /// <summary>How many values one image gives each channel.</summary>
    public int ValuesPerImage { get; } = Node.Inputs[0].Shape.ElementCount / Layer.Channels;

    /// <summary>Whether training normalises with the batch's own statistics.</summary>
    public bool UsesBatchStatistics => !Layer.FreezesStatistics;

    /// <summary>How many images make up a statistic when so many pass at once: ghost batch normalization cuts them.</summary>
    public int ImagesOf(int batch) => Layer is GhostBatchNorm ghost ? Math.Min(batch, ghost.SubBatchSize) : batch;

    /// <summary>Whether other shards share the statistics, so that one shard's batch tells little about them.</summary>
    public bool IsSynchronized => Layer is SyncBatchNorm sync && (IsSharded || sync.Reducer.RankCount > 1);

    /// <summary>
    /// Whether dimension <paramref name="dimension"/> of the input, counted from the start or the end, holds the channels.
    /// </summary>
    public bool NormalisesAlong(int dimension) => Input.Shape.Axis(Layer.Options.Axis) == Input.Shape.Axis(dimension);

    /// <summary>Whether γ or β is trained.</summary>
    public bool TrainsAffine => Layer.Gamma is Parameter { IsFrozen: false } || Layer.Beta is Parameter { IsFrozen: false };
}
