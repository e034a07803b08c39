namespace NormSharp.Layers;

/// <summary>Finds out which steps of a network may be computed in one pass over memory.</summary>
internal sealed class SchedulePlan
{
    private readonly Dataflow _flow;
    private readonly int[] _uses;
    private readonly int[] _reader;
    private readonly HashSet<Module> _shared;

    public SchedulePlan(Dataflow flow, Module network)
    {
        _flow = flow;
        _uses = new int[flow.InputCount + flow.Steps.Count];
        _reader = new int[_uses.Length];
        for (int i = 0; i < flow.Steps.Count; i++)
        {
            foreach (int value in flow.Steps[i].Inputs)
            {
                _uses[value]++;
                _reader[value] = i;
            }
        }

        foreach (int value in flow.Outputs)
        {
            _uses[value] += 2;
        }

        _shared = [.. network.NamedModules().GroupBy(entry => entry.Module).Where(group => group.Count() > 1).Select(group => group.Key)];
    }

    /// <summary>The step with what may be computed in its pass.</summary>
    public ScheduledStep Step(int i)
    {
        DataflowStep step = _flow.Steps[i];
        int activation = Reader<ActivationModule>(i);
        int sum = Reader<Sum>(i);
        return new ScheduledStep(step.Layer, [.. step.Inputs])
        {
            Activation = activation,
            Pool = Reader<AveragePool2d>(activation),
            Sum = sum >= 0 && TakerOf(sum) == i ? sum : -1,
            Taker = step.Layer is Sum ? TakerOf(i) : -1,
        };
    }

    /// <summary>The step that alone reads a step's output, where it is of that kind; else −1.</summary>
    private int Reader<TLayer>(int step)
        => step >= 0 && _uses[_flow.InputCount + step] == 1 && _flow.Steps[_reader[_flow.InputCount + step]].Layer is TLayer
            ? _reader[_flow.InputCount + step]
            : -1;

    /// <summary>The side of a sum of two that may compute it: the first that is a normalization, or a chain that may end in one.</summary>
    private int TakerOf(int sum)
    {
        IReadOnlyList<int> sides = _flow.Steps[sum].Inputs;
        foreach (int side in sides.Count == 2 && sides[0] != sides[1] ? sides : [])
        {
            int step = side - _flow.InputCount;
            if (step >= 0 && Reader<Sum>(step) == sum && MayWait(_flow.Steps[step]))
            {
                return step;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether the step's last layer may run later without changing an order in which numbers are added: it alone reads its input, and it
    /// stands nowhere else.
    /// </summary>
    private bool MayWait(DataflowStep step) => !_shared.Contains(step.Layer) && step.Layer switch
    {
        Sequential chain => chain.Layers.Count > 1 && !_shared.Contains(chain.Layers[^1]),
        IResidualFusing => step.Inputs.Count == 1 && _uses[step.Inputs[0]] == 1,
        _ => false,
    };
}
