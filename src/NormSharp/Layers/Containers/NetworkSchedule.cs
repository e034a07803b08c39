using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Runs the steps of a network in order, several in one pass over memory where <see cref="Sequential"/> and <see cref="Residual"/> would:
/// a normalization with the activation and the pooling after it, or with the sum that it is a side of. Nothing that is observed or read
/// twice is skipped, and gradients and statistics are added in the same order.
/// </summary>
internal sealed class NetworkSchedule
{
    private readonly int _inputs;
    private readonly int[] _outputs;
    private readonly ScheduledStep[] _steps;
    private readonly int _mostInputs;
    private Tensor?[]? _free;

    public NetworkSchedule(Dataflow flow, Module network)
    {
        _inputs = flow.InputCount;
        _outputs = [.. flow.Outputs];
        var plan = new SchedulePlan(flow, network);
        _steps = [.. Enumerable.Range(0, flow.Steps.Count).Select(plan.Step)];
        _mostInputs = _steps.Select(step => step.Inputs.Length).DefaultIfEmpty().Max();
    }

    /// <summary>Computes the first output.</summary>
    public Tensor Run(ReadOnlySpan<Tensor> inputs)
    {
        Tensor?[] values = Compute(inputs);
        Tensor y = values[_outputs[0]]!;
        Release(values);
        return y;
    }

    /// <summary>Computes all outputs.</summary>
    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs)
    {
        Tensor?[] values = Compute(inputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = values[_outputs[i]]!;
        }

        Release(values);
    }

    private Tensor?[] Compute(ReadOnlySpan<Tensor> inputs)
    {
        // Kept from pass to pass, so that a step allocates nothing; a pass on another thread meanwhile takes an array of its own.
        Tensor?[] values = Interlocked.Exchange(ref _free, null) ?? new Tensor?[_inputs + (2 * _steps.Length) + _mostInputs];
        inputs.CopyTo(values!);
        for (int i = 0; i < _steps.Length; i++)
        {
            ScheduledStep step = _steps[i];
            if (values[_inputs + i] is not null)
            {
                continue;
            }

            if (step.Sum >= 0 && LastFusing(step) is not null)
            {
                // The last normalization waits for the sum; what stands before it in a chain does not.
                Tensor x = values[step.Inputs[0]]!;
                values[_inputs + _steps.Length + i] = step.Layer is Sequential chain ? chain.ForwardToLast(x) : x;
            }
            else if (step.Taker >= 0 && values[_inputs + step.Taker] is null)
            {
                AddByTaker(values, i);
            }
            else if (!TryActivate(values, step))
            {
                values[_inputs + i] = Forward(values, step);
            }
        }

        return values;
    }

    private void Release(Tensor?[] values)
    {
        Array.Clear(values);
        _free = values;
    }

    private Tensor Forward(Tensor?[] values, ScheduledStep step)
    {
        if (step.Inputs.Length == 1)
        {
            return step.Layer.Forward(values[step.Inputs[0]]!);
        }

        Span<Tensor> gathered = values.AsSpan(_inputs + (2 * _steps.Length), step.Inputs.Length)!;
        for (int i = 0; i < gathered.Length; i++)
        {
            gathered[i] = values[step.Inputs[i]]!;
        }

        return step.Layer.Forward((ReadOnlySpan<Tensor>)gathered);
    }

    /// <summary>A normalization with the activation after it, and a pooling after both.</summary>
    private bool TryActivate(Tensor?[] values, ScheduledStep step)
    {
        if (step.Activation < 0 || step.Layer is not IActivationFusing { Observer: null } layer
            || _steps[step.Activation].Layer is not ActivationModule { Observer: null } activation)
        {
            return false;
        }

        Tensor x = values[step.Inputs[0]]!;
        if (step.Pool >= 0 && layer is IPoolingFusing pooling && _steps[step.Pool].Layer is AveragePool2d pool
            && pooling.FusesPooling(x, pool))
        {
            values[_inputs + step.Pool] = pooling.ForwardThrough(x, activation.Function, pool);
            values[_inputs + step.Activation] = values[_inputs + step.Pool];
            return true;
        }

        values[_inputs + step.Activation] = layer.ForwardThrough(x, activation.Function);
        return true;
    }

    /// <summary>
    /// The normalization that takes the sum in which a step is a side, and the activation after it; null where none can now.
    /// </summary>
    private IResidualFusing? LastFusing(ScheduledStep step)
    {
        ScheduledStep sum = _steps[step.Sum];
        if (sum.Layer.Observer is not null || (sum.Activation >= 0 && _steps[sum.Activation].Layer.Observer is not null))
        {
            return null;
        }

        Activation function = FunctionBehind(sum);
        return step.Layer switch
        {
            Sequential chain => chain.LastFusing(function),
            IResidualFusing layer when layer.FusesResidual(function) => layer,
            _ => null,
        };
    }

    private Activation FunctionBehind(ScheduledStep sum)
        => sum.Activation < 0 ? Activation.Identity : ((ActivationModule)_steps[sum.Activation].Layer).Function;

    private void AddByTaker(Tensor?[] values, int i)
    {
        ScheduledStep sum = _steps[i];
        ScheduledStep taker = _steps[sum.Taker];
        Tensor other = values[sum.Inputs[0] == _inputs + sum.Taker ? sum.Inputs[1] : sum.Inputs[0]]!;
        Tensor x = values[_inputs + _steps.Length + sum.Taker]!;
        IResidualFusing last = LastFusing(taker)!;
        if (x.Shape != other.Shape)
        {
            // What is added has another shape, so that the sum repeats it, or refuses.
            values[_inputs + sum.Taker] = ((Module)last).Forward(x);
            values[_inputs + i] = Forward(values, sum);
            return;
        }

        values[_inputs + (sum.Activation < 0 ? i : sum.Activation)] = last.ForwardThrough(x, other, FunctionBehind(sum));
    }
}
