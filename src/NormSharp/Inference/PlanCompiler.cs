using NormSharp.Autograd;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>
/// Turns a graph into steps: views cost nothing, activations and shortcuts join the step before them where it takes them.
/// </summary>
internal sealed class PlanCompiler
{
    private readonly Dictionary<GraphValue, PlanValue> _values = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlanValue> _all = [];
    private readonly List<PlanStep> _steps = [];
    private readonly int _batchSize;
    private readonly HardSwishPattern? _hardSwish;

    /// <summary>Makes the steps of a graph for one sample, and gives them memory.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="batchSize">How many samples are computed at a time; one alone may lie in any dimension.</param>
    /// <param name="inBlocks">Whether images may lie in blocks of channels, which rounds differently in the last bits.</param>
    /// <exception cref="NotSupportedException">A layer does not keep a batch in the first dimension.</exception>
    public PlanCompiler(ModelGraph graph, int batchSize, bool inBlocks)
    {
        _batchSize = batchSize;
        _hardSwish = inBlocks ? new HardSwishPattern(graph) : null;
        foreach (GraphValue input in graph.Inputs)
        {
            _values[input] = Remember(new PlanValue(input.Shape));
        }

        foreach (GraphNode node in graph.Nodes.Where(node => _hardSwish?.IsInside(node) != true))
        {
            PlanValue value = Lower(node);
            _values[node.Output] = value;
            if (batchSize > 1 && value.Constant is null && (value.Shape.Rank < 1 || value.Shape[0] != 1))
            {
                throw new NotSupportedException(
                    $"layer {node.Title} gives {value.Shape} for one sample; a plan needs the batch in the first dimension throughout, "
                        + $"so make one for a batch of 1 instead of {batchSize}");
            }
        }

        Inputs = [.. graph.Inputs.Select(input => _values[input])];
        PlanValue[] outputs = [.. graph.Outputs.Select(output => _values[output])];
        if (inBlocks)
        {
            IReadOnlyList<PlanStep> rewritten = [.. BlockedRewriting.Of(_steps, outputs)];
            _steps.Clear();
            _steps.AddRange(rewritten);
            _all.Clear();
            _all.AddRange(_steps.SelectMany(step => step.Touched).Concat(Inputs).Concat(outputs).Distinct());
        }

        Outputs = outputs;
        if (Outputs.Any(output => output.Constant is not null))
        {
            throw new NotSupportedException("an output of the network does not depend on its input; a plan needs one that does");
        }

        new PlanMemory(_all, _steps, Inputs, Outputs).Assign();
    }

    public IReadOnlyList<PlanValue> Inputs { get; }

    public IReadOnlyList<PlanValue> Outputs { get; }

    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>Every buffer that is in use.</summary>
    public IReadOnlyList<PlanBuffer> Buffers => [.. _all.Select(value => value.Buffer).Distinct()];

    private PlanValue Lower(GraphNode node)
    {
        if (_hardSwish?.ArgumentOf(node) is { } argument)
        {
            // Both readers of the argument are in the pattern.
            return Activate(node, new Activation(ActivationKind.HardSwish), argument, argument.Uses == 2);
        }

        LayerDefinition? definition = node.Definition;
        PlanValue[] inputs = [.. node.Inputs.Select(input => _values[input])];
        if (definition?.ConstantOf(node.Layer) is { } constant)
        {
            return new PlanValue(constant.Detach());
        }

        if (inputs.Length > 0 && Array.TrueForAll(inputs, input => input.Constant is not null))
        {
            return new PlanValue(node.Layer.Forward([.. inputs.Select(input => input.Constant!)]).Detach());
        }

        if (definition is { IsView: true })
        {
            return Remember(new PlanValue(node.Output.Shape, inputs[0]));
        }

        if (definition?.ActivationOf(node.Layer) is { } function)
        {
            return Activate(node, function, node.Inputs[0], node.Inputs[0].Uses == 1);
        }

        if (definition?.OperationOf(node.Layer, [.. node.Inputs.Select(input => input.Shape)]) is { } operation
            && (_batchSize == 1 || !operation.IsForOneSample))
        {
            // Nobody knows what a step of another assembly waits for.
            PlanOperation step = operation with { MayRunAlone = node.Layer.GetType().Assembly == typeof(Module).Assembly };
            return step.IsSum ? Sum(node, step, inputs) : Add(node, step, inputs);
        }

        return node.Layer is IChannelAffine layer && layer.TryGetAffine(out ChannelAffine? line, out _)
            ? Add(node, ChannelLine.Operation(line), inputs)
            : Add(node, OwnForwardPass.Operation(node.Name, node.Layer), inputs, " by its own forward pass");
    }

    /// <summary>The step that computes the argument applies the activation too, where nobody else wants the argument.</summary>
    private PlanValue Activate(GraphNode node, Activation function, GraphValue argument, bool isOnlyReader)
    {
        PlanValue input = _values[argument];
        bool fuses = isOnlyReader && input.Producer is { } writer && writer.TryFuse(function);
        return fuses ? input : Add(node, PlanOperation.Activate(function), [input]);
    }

    /// <summary>The sum is done by the step of one side, which then runs after the other side.</summary>
    private PlanValue Sum(GraphNode node, PlanOperation operation, PlanValue[] sides)
    {
        (PlanValue a, PlanValue b) = (sides[0], sides[1]);
        if (a != b && TryFuseSum(node.Inputs[0], a, b))
        {
            return a;
        }

        return a != b && TryFuseSum(node.Inputs[1], b, a) ? b : Add(node, operation, sides);
    }

    private bool TryFuseSum(GraphValue source, PlanValue side, PlanValue other)
    {
        // A constant is there once, however many samples there are: what is added in a step's pass is there for each.
        bool isWhole = _batchSize == 1 || other.Constant is null;
        if (!isWhole || source.Uses != 1 || side.Producer is not { } writer || !writer.TryFuse(other))
        {
            return false;
        }

        _steps.Remove(writer);
        _steps.Add(writer);
        return true;
    }

    private PlanValue Remember(PlanValue value)
    {
        _all.Add(value);
        return value;
    }

    private PlanValue Add(GraphNode node, PlanOperation operation, PlanValue[] inputs, string how = "")
    {
        PlanValue output = Remember(new PlanValue(node.Output.Shape));
        output.Producer = new PlanStep(node.Name, node.Layer.TypeName + how, operation, inputs, output);
        _steps.Add(output.Producer);
        if (output.Producer.Scratch is { } scratch)
        {
            Remember(scratch);
        }

        return output;
    }
}
