using NormSharp.Autograd;
using NormSharp.Inference.Operations;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Transforms;
using NormSharp.Transforms.Graphs;

namespace NormSharp.Inference;

/// <summary>Turns a graph into steps: views cost nothing, activations and shortcuts join the step in front of them where it takes them.</summary>
internal sealed class PlanCompiler
{
    private readonly IReadOnlyDictionary<Module, FoldedWeights> _folded;
    private readonly Dictionary<GraphValue, PlanValue> _values = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlanValue> _all = [];
    private readonly List<PlanOperation> _operations = [];

    public PlanCompiler(ModelGraph graph, IReadOnlyDictionary<Module, FoldedWeights> folded)
    {
        _folded = folded;
        Input = New(graph.Input.Shape);
        _values[graph.Input] = Input;
        foreach (GraphNode node in graph.Nodes)
        {
            _values[node.Output] = Lower(node);
        }

        Output = _values[graph.Output];
        new PlanMemory(_all, _operations, Input, Output).Assign();
    }

    public PlanValue Input { get; }

    public PlanValue Output { get; }

    public IReadOnlyList<PlanOperation> Operations => _operations;

    /// <summary>Every value, the input and views included.</summary>
    public IReadOnlyList<PlanValue> Values => _all;

    /// <summary>Every buffer that is in use.</summary>
    public IReadOnlyList<PlanBuffer> Buffers => [.. _all.Select(value => value.Buffer).Distinct()];

    private PlanValue Lower(GraphNode node)
    {
        GraphValue source = node.Inputs[0];
        PlanValue x = _values[source];
        PlanValue New() => this.New(node.Output.Shape);
        switch (node.Module)
        {
            case null:
                return Sum(node);
            case Dropout or Flatten:
                return View(node.Output.Shape, x);
            case ActivationModule activation when source.Uses == 1 && x.Producer is { } writer && writer.TryFuse(activation.Function):
                return x;
            case ActivationModule activation:
                return Add(new ActivationOperation(node.Name, activation.Function, x, New()));
            case Conv2d conv:
                (Tensor Weight, Tensor? Bias) filters = Weights(conv, conv.Weight, conv.Bias);
                return Add(new ConvolutionOperation(node.Name, conv, filters.Weight, filters.Bias, x, New()));
            case Linear linear:
                (Tensor Weight, Tensor? Bias) map = Weights(linear, linear.Weight, linear.Bias);
                return Add(new LinearOperation(node.Name, map.Weight, map.Bias, x, New()));
            case Pool2d pool:
                return Add(new PoolOperation(node.Name, pool, x, New()));
            case GlobalAveragePool2d:
                return Add(new PlaneMeanOperation(node.Name, x, New()));
            case IChannelAffine layer when layer.TryGetAffine(out ChannelAffine? line, out _):
                return Add(new NormalizeOperation(node.Name, node.Module.TypeName, line, x, New()));
            default:
                return Add(new ModuleOperation(node.Name, node.Module, x, New()));
        }
    }

    /// <summary>The sum is done by the convolution of one side, which then runs after the other side.</summary>
    private PlanValue Sum(GraphNode node)
    {
        PlanValue a = _values[node.Inputs[0]];
        PlanValue b = _values[node.Inputs[1]];
        if (a != b && TryFuseSum(node.Inputs[0], a, b))
        {
            return a;
        }

        if (a != b && TryFuseSum(node.Inputs[1], b, a))
        {
            return b;
        }

        return Add(new AddOperation(node.Name, a, b, New(node.Output.Shape)));
    }

    private bool TryFuseSum(GraphValue source, PlanValue side, PlanValue other)
    {
        if (source.Uses != 1 || side.Producer is not { } writer || !writer.TryFuse(other))
        {
            return false;
        }

        _operations.Remove(writer);
        _operations.Add(writer);
        return true;
    }

    private (Tensor Weight, Tensor? Bias) Weights(Module module, Parameter weight, Parameter? bias)
    {
        if (!_folded.TryGetValue(module, out FoldedWeights? folded))
        {
            return (weight.Detach(), bias?.Detach());
        }

        Tensor foldedWeight = Tensor.Zeros(weight.Shape);
        Tensor foldedBias = Tensor.Zeros([weight.Shape[0]]);
        folded.WriteTo(foldedWeight.AsSpan(), foldedBias.AsSpan());
        return (foldedWeight, foldedBias);
    }

    private PlanValue New(Shape shape) => Remember(new PlanValue(shape));

    private PlanValue View(Shape shape, PlanValue of) => Remember(new PlanValue(shape, of));

    private PlanValue Remember(PlanValue value)
    {
        _all.Add(value);
        return value;
    }

    private PlanValue Add(PlanOperation operation)
    {
        operation.Output.Producer = operation;
        _operations.Add(operation);
        return operation.Output;
    }
}
