using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// Which layer feeds which, learned from one forward pass of one black image: a layer feeds another when its output is the other's input, the
/// very same tensor. So it holds for any container, also those that are not ours.
/// </summary>
internal sealed class ModelTrace : IForwardObserver
{
    private readonly List<TraceStep> _steps = [];
    private readonly Dictionary<Tensor, TraceStep> _producers = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _behindDropout = new(ReferenceEqualityComparer.Instance);
    private Tensor? _input;

    private ModelTrace()
    {
    }

    /// <summary>Every layer that computes by itself, in the order of the forward pass; a shared layer once for each time it is used.</summary>
    public IEnumerable<TraceStep> Leaves => _steps.Where(step => step.IsLeaf);

    /// <summary>What the model gave.</summary>
    public Tensor? Output { get; private set; }

    /// <summary>Runs the model once; leaves it in evaluation mode, with its state as it was.</summary>
    public static ModelTrace Of(Module model, ImageShape shape, Backend backend)
    {
        var trace = new ModelTrace();
        model.Evaluate();

        // In evaluation dropout hands on the very tensor that it was given, so that who is behind it could not be told from who is beside it.
        List<Dropout> dropouts = [.. model.NamedModules().Select(entry => entry.Module).OfType<Dropout>()];
        dropouts.ForEach(dropout => dropout.Train());
        model.Observe(trace);
        try
        {
            using var tape = new Tape(backend, gradients: false);
            trace._input = tape.Input(new float[shape.Length], [1, shape.Channels, shape.Height, shape.Width]);
            trace.Output = model.Forward(trace._input);
        }
        finally
        {
            model.Observe(null);
            model.Evaluate();
        }

        return trace;
    }

    /// <summary>The layer that computed a tensor; null for the model's input and for what no layer gave, such as a sum of two.</summary>
    public TraceStep? Producer(Tensor tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>Whether a tensor goes to one layer and nowhere else, as far as layers can tell.</summary>
    public bool HasOneConsumer(Tensor tensor) =>
        _steps.Count(step => ReferenceEquals(step.Input, tensor) && step.Layer is not Sequential) == 1;

    /// <summary>Whether an element of the tensor may have come through a dropout.</summary>
    public bool IsBehindDropout(Tensor tensor) => _behindDropout.Contains(tensor);

    void IForwardObserver.OnForward(Module module, Tensor x, Tensor y)
    {
        var step = new TraceStep(module, x, y);
        _steps.Add(step);
        bool isNew = _producers.TryAdd(y, step);
        if (step.IsLeaf)
        {
            if (module is Dropout { Probability: > 0 } || IsTouched(x))
            {
                _behindDropout.Add(y);
            }
        }
        else if (isNew && (IsTouched(x) || Inside(module).Any(inner => IsBehindDropout(inner.Output))))
        {
            _behindDropout.Add(y);
        }
    }

    /// <summary>A tensor that no layer gave was computed in between, from what is not known: then any dropout before counts.</summary>
    private bool IsTouched(Tensor x) =>
        IsBehindDropout(x) || (!ReferenceEquals(x, _input) && !_producers.ContainsKey(x) && _behindDropout.Count > 0);

    private IEnumerable<TraceStep> Inside(Module container)
    {
        var modules = container.NamedModules().Select(entry => entry.Module).ToHashSet();
        return _steps.Where(step => modules.Contains(step.Layer));
    }
}
