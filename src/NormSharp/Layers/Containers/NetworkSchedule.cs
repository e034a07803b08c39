using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Runs the steps of a network in order, several in one pass over memory where <see cref="Sequential"/> and <see cref="Residual"/> would:
/// a normalization with the activation and the pooling behind it, or with the sum that it is a side of. Nothing that is observed or read
/// twice is skipped.
/// </summary>
internal sealed class NetworkSchedule
{
    private readonly int _inputs;
    private readonly int[] _outputs;
    private readonly ScheduledStep[] _steps;
    private readonly int _mostInputs;
    private Tensor?[]? _free;

    public NetworkSchedule(Dataflow flow)
    {
        _inputs = flow.InputCount;
        _outputs = [.. flow.Outputs];
        int[] onlyReader = OnlyReaders(flow);
        _steps = [.. flow.Steps.Select((step, i) => Plan(flow, onlyReader, i))];
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

    /// <summary>
    /// For each step the step that alone reads its output; −1 where there are none or several, or it is the network's output.
    /// </summary>
    private static int[] OnlyReaders(Dataflow flow)
    {
        var uses = new int[flow.InputCount + flow.Steps.Count];
        var reader = new int[uses.Length];
        for (int i = 0; i < flow.Steps.Count; i++)
        {
            foreach (int value in flow.Steps[i].Inputs)
            {
                uses[value]++;
                reader[value] = i;
            }
        }

        foreach (int value in flow.Outputs)
        {
            uses[value] += 2;
        }

        return [.. Enumerable.Range(flow.InputCount, flow.Steps.Count).Select(value => uses[value] == 1 ? reader[value] : -1)];
    }

    private static ScheduledStep Plan(Dataflow flow, int[] onlyReader, int i)
    {
        var step = new ScheduledStep(flow.Steps[i].Layer, [.. flow.Steps[i].Inputs]);
        int Reader<TLayer>(int of) => of >= 0 && onlyReader[of] is >= 0 and var next && flow.Steps[next].Layer is TLayer ? next : -1;
        int activation = Reader<ActivationModule>(i);
        int sum = Reader<Sum>(i);
        return step with
        {
            Activation = activation,
            Pool = Reader<AveragePool2d>(activation),
            Sum = sum >= 0 && TakerOf(flow, onlyReader, sum) == i ? sum : -1,
            Taker = step.Layer is Sum ? TakerOf(flow, onlyReader, i) : -1,
        };
    }

    /// <summary>The side of a sum of two that may compute it: the first that is a normalization, or a chain that may end in one.</summary>
    private static int TakerOf(Dataflow flow, int[] onlyReader, int sum)
    {
        IReadOnlyList<int> sides = flow.Steps[sum].Inputs;
        foreach (int side in sides.Count == 2 && sides[0] != sides[1] ? sides : [])
        {
            int step = side - flow.InputCount;
            if (step >= 0 && onlyReader[step] == sum && flow.Steps[step].Layer is IResidualFusing or Sequential
                && flow.Steps[step].Inputs.Count == 1)
            {
                return step;
            }
        }

        return -1;
    }

    private Tensor?[] Compute(ReadOnlySpan<Tensor> inputs)
    {
        // Kept from pass to pass, so that a step allocates nothing; a pass on another thread meanwhile takes an array of its own.
        Tensor?[] values = Interlocked.Exchange(ref _free, null) ?? new Tensor?[_inputs + _steps.Length + _mostInputs];
        inputs.CopyTo(values!);
        for (int i = 0; i < _steps.Length; i++)
        {
            ScheduledStep step = _steps[i];
            if (values[_inputs + i] is not null || (step.Sum >= 0 && LastFusing(step) is not null))
            {
                continue;
            }

            if (step.Taker >= 0 && values[_inputs + step.Taker] is null)
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

        Span<Tensor> gathered = values.AsSpan(_inputs + _steps.Length, step.Inputs.Length)!;
        for (int i = 0; i < gathered.Length; i++)
        {
            gathered[i] = values[step.Inputs[i]]!;
        }

        return step.Layer.Forward((ReadOnlySpan<Tensor>)gathered);
    }

    /// <summary>A normalization with the activation behind it, and a pooling behind both.</summary>
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
    /// The normalization that takes the sum in which a step is a side, and the activation behind it; null where none can now.
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
        Tensor x = values[taker.Inputs[0]]!;
        IResidualFusing last = LastFusing(taker)!;
        x = taker.Layer is Sequential chain ? chain.ForwardToLast(x) : x;
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
