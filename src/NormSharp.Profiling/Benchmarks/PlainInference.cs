using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Profiling;

/// <summary>The network itself in evaluation mode, layer by layer, on a tape that records nothing.</summary>
internal sealed class PlainInference : IInference
{
    private readonly Module _model;
    private readonly Tape _tape;

    /// <summary>Puts the network into evaluation mode.</summary>
    public PlainInference(Module model, Backend backend)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(backend);
        (_model, _tape) = (model, new Tape(backend, gradients: false));
        model.Evaluate();
    }

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    /// <inheritdoc/>
    public void Forward(ImageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _model.Forward(batch.OnTape(_tape));
        _tape.Restart();
    }

    /// <inheritdoc/>
    public void Classify(ImageBatch batch, Span<int> labels)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadOnlySpan<float> logits = _model.Forward(batch.OnTape(_tape)).AsSpan();
        Predictions.Classify(logits, labels[..batch.Count]);
        _tape.Restart();
    }
}
