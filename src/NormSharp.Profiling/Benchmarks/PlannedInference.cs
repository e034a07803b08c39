using NormSharp.Data;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Profiling;

/// <summary>The network as an inference plan: activations fused, buffers shared, normalizations folded where that was asked for.</summary>
internal sealed class PlannedInference : IInference
{
    private readonly InferencePlan _plan;
    private readonly float[] _logits;
    private readonly int _classes;

    /// <summary>Puts the network into evaluation mode and makes the plan.</summary>
    /// <param name="model">The network.</param>
    /// <param name="shape">The size of an image.</param>
    /// <param name="batchSize">Images of a batch, at most.</param>
    /// <param name="options">How the plan is made.</param>
    public PlannedInference(Module model, ImageShape shape, int batchSize, InferencePlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Evaluate();
        _plan = InferencePlan.Compile(model, [batchSize, shape.Channels, shape.Height, shape.Width], options);
        _logits = new float[_plan.OutputShape.ElementCount];
        _classes = _logits.Length / batchSize;
    }

    /// <summary>What a run of the plan does.</summary>
    public IReadOnlyList<InferenceStep> Steps => _plan.Steps;

    /// <summary>Nothing is lent: the plan's memory is its own.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public void Classify(ImageBatch batch, Span<int> labels)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<float> logits = _logits.AsSpan(0, batch.Count * _classes);
        _plan.Run(batch.ValidPixels, logits);
        Predictions.Classify(logits, labels[..batch.Count]);
    }
}
