using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>
/// The memory of a plan's activations, and the plan's steps over it for each size of batch: all that a plan does not share with its forks.
/// </summary>
internal sealed class PlanActivations
{
    /// <summary>Batch sizes whose tensors are kept at a time.</summary>
    private const int KeptBindings = 16;

    private readonly Backend _backend;
    private readonly PlanCompiler _compiled;
    private readonly int _batchSize;
    private readonly Storage _arena;
    private readonly Dictionary<int, BoundSteps> _bindings = [];
    private readonly TunedSettings _tuned;

    /// <summary>Rents the memory.</summary>
    public PlanActivations(Backend backend, PlanCompiler compiled, int batchSize, TunedSettings tuned)
    {
        (_backend, _compiled, _batchSize, _tuned) = (backend, compiled, batchSize, tuned);
        _arena = backend.Rent((int)Length(compiled, batchSize));
    }

    /// <summary>How many floats the activations of a batch take.</summary>
    public static long Length(PlanCompiler compiled, int batchSize)
        => compiled.Buffers.Max(buffer => Start(buffer, batchSize) + ((long)buffer.Length * batchSize));

    /// <summary>Where a buffer begins in the memory, in floats: batches of any size lie as the full one does.</summary>
    public static long Start(PlanBuffer buffer, int batchSize) => (long)buffer.Offset * batchSize;

    /// <summary>The steps for a number of samples, at most the batch.</summary>
    public BoundSteps Of(int samples)
    {
        if (!_bindings.TryGetValue(samples, out BoundSteps? bound))
        {
            if (_bindings.Count == KeptBindings)
            {
                _bindings.Clear();
            }

            bound = Bind(samples);
            _bindings[samples] = bound;
        }

        return bound;
    }

    /// <summary>Gives the memory back.</summary>
    public void Return()
    {
        _bindings.Clear();
        _backend.Return(_arena);
    }

    /// <summary>The steps of the full batch, for a tuner; the inputs are set to zero.</summary>
    public IReadOnlyList<TunableStep> Tunable()
    {
        ClearInputs();
        return [.. _compiled.Steps.Select(step => new TunableStep(
            step.ChoiceFor(_backend, Tensors), setting => step.Bind(_backend, Tensors, setting)))];

        Tensor Tensors(PlanValue value) => TensorOf(value, _batchSize);
    }

    /// <summary>Runs the full batch on inputs of zeros.</summary>
    public void RunOnZeros()
    {
        ClearInputs();
        Of(_batchSize).Run();
    }

    private void ClearInputs()
    {
        foreach (PlanValue input in _compiled.Inputs)
        {
            _backend.Fill(TensorOf(input, _batchSize), 0);
        }
    }

    private BoundSteps Bind(int samples)
    {
        StepSetting[] settings =
        [
            .. _compiled.Steps.Select(step => _tuned.IsEmpty ? default : _tuned.Of(step.ChoiceFor(_backend, Tensors).Problem)),
        ];
        return new BoundSteps(
            [.. _compiled.Inputs.Select(Tensors)],
            [.. _compiled.Steps.Select((step, i) => step.Bind(_backend, Tensors, settings[i]))],
            [.. _compiled.Outputs.Select(Tensors)])
        {
            Settings = settings,
        };

        Tensor Tensors(PlanValue value) => TensorOf(value, samples);
    }

    private Tensor TensorOf(PlanValue value, int samples)
    {
        if (value.Constant is { } constant)
        {
            return constant;
        }

        Shape shape = value.ShapeFor(samples);
        return new Tensor(_arena, shape, Strides.Contiguous(shape), (int)Start(value.Buffer, _batchSize), owner: null);
    }
}
