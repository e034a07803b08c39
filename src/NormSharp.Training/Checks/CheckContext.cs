using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>What checks look at.</summary>
internal sealed class CheckContext
{
    public CheckContext(Module model, TrainerOptions options, ImageSet train, Backend backend)
    {
        Options = options;
        Trace = ModelTrace.Of(model, train.Shape, backend);
        Norms = [.. Trace.Leaves.Where(step => step.Layer is BatchNorm).Select(step => new NormUse((BatchNorm)step.Layer, step))];
        Batches = new BatchSizes(options, train.Count);
    }

    /// <summary>How the model is trained.</summary>
    public TrainerOptions Options { get; }

    /// <summary>How the model's layers are connected.</summary>
    public ModelTrace Trace { get; }

    /// <summary>The batch normalizations, in the order of the forward pass.</summary>
    public IReadOnlyList<NormUse> Norms { get; }

    /// <summary>How many images pass at once.</summary>
    public BatchSizes Batches { get; }
}
