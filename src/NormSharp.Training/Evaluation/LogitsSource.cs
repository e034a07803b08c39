using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Training;

/// <summary>
/// A model's logits for batches: by an inference plan that folds nothing, so that they are the model's own bit for bit; by the model itself
/// where there can be no plan. Where it ends in a softmax or sigmoids, logits are worked out from its outputs.
/// </summary>
internal sealed class LogitsSource : IDisposable
{
    private readonly Module _model;
    private readonly InferencePlan? _plan;
    private readonly FinalActivation _ending;
    private float[] _logits = [];

    /// <summary>Makes the plan; the model must be in evaluation mode and stay as it is.</summary>
    public LogitsSource(Module model, ImageShape shape, int batchSize, Backend backend, long? memoryLimit = null)
        : this(model, shape)
    {
        try
        {
            _plan = InferencePlan.Compile(
                model,
                [batchSize, shape.Channels, shape.Height, shape.Width],
                new InferencePlanOptions { FoldsNormalization = false, Backend = backend, MemoryLimit = memoryLimit });
            _logits = new float[_plan.OutputShape.ElementCount];
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new NormSharpException($"the model cannot be evaluated: {ErrorText.OneLine(error)}", error);
        }
        catch (NotSupportedException)
        {
            // A model that is observed, that moves the batch, or that is computed in double.
        }
    }

    private LogitsSource(Module model, ImageShape shape)
    {
        _model = model;
        _ending = FinalActivation.Of(model, [1, shape.Channels, shape.Height, shape.Width]);
    }

    /// <summary>Logits by the model itself, in whatever mode its layers are at that moment.</summary>
    public static LogitsSource WithoutPlan(Module model, ImageShape shape) => new(model, shape);

    /// <summary>The logits of a batch.</summary>
    public Tensor Batch(ImageBatch batch, Tape tape)
    {
        if (_plan is null)
        {
            Tensor outputs = _model.Forward(batch.OnTape(tape));
            return _ending.Kind == FinalActivationKind.None ? outputs : Logits(outputs, tape);
        }

        Span<float> logits = _logits.AsSpan(0, _logits.Length / _plan.BatchSize * batch.Count);
        _plan.Run(batch.ValidPixels, logits);
        _ending.ToLogits(logits);
        return tape.Input(logits, _plan.OutputShape.With(0, batch.Count));
    }

    private Tensor Logits(Tensor outputs, Tape tape)
    {
        ReadBack.All(tape.Backend, outputs, ref _logits);
        Span<float> logits = _logits.AsSpan(0, outputs.Length);
        _ending.ToLogits(logits);
        return tape.Input(logits, outputs.Shape);
    }

    /// <inheritdoc/>
    public void Dispose() => _plan?.Dispose();
}
