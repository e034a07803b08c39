using NormSharp.Data;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Profiling;

/// <summary>The network as an inference plan: activations fused, buffers shared, normalizations folded where that was asked for.</summary>
internal sealed class PlannedInference : IInference
{
    private readonly InferencePlan _plan;
    private readonly Memory<float>[] _outputs;

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
        _outputs = [.. _plan.OutputShapes.Select(output => new float[output.ElementCount])];
    }

    /// <summary>What a run of the plan does.</summary>
    public IReadOnlyList<InferenceStep> Steps => _plan.Steps;

    /// <summary>Nothing is lent: the plan's memory is its own.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public void Forward(ImageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _plan.Run([batch.Pixels], _outputs);
    }

    /// <inheritdoc/>
    public void Classify(ImageBatch batch, Span<int> labels)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<float> logits = _outputs[0].Span[..(batch.Count * (_outputs[0].Length / _plan.BatchSize))];
        _plan.Run(batch.ValidPixels, logits);
        Predictions.Classify(logits, labels[..batch.Count]);
    }
}
