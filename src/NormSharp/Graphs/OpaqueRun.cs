using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>One forward pass of a layer that does not say what it gives: its output's shape, and which layers ran inside.</summary>
internal sealed class OpaqueRun : IForwardObserver
{
    private readonly Module _module;
    private readonly Dictionary<Tensor, GraphValue> _values = new(ReferenceEqualityComparer.Instance);
    private readonly List<GraphNode> _nodes = [];
    private readonly Dictionary<Module, string> _paths = new(ReferenceEqualityComparer.Instance);

    private OpaqueRun(GraphPlace place)
    {
        _module = place.Layer;
        foreach ((string path, Module module) in _module.NamedModules())
        {
            _paths.TryAdd(module, LayerPath.Join(place.Path, path));
        }
    }

    /// <summary>The shape that came out.</summary>
    public Shape Output { get; private set; }

    /// <summary>Whether it is the first input's memory.</summary>
    public bool IsView { get; private set; }

    /// <summary>The layers that ran inside; null where there are none.</summary>
    public ModelGraph? Inside { get; private set; }

    /// <summary>Runs the layer in evaluation mode on zeros; its mode and its observers are left as they were.</summary>
    public static OpaqueRun Of(GraphPlace place, GraphValue[] inputs, Backend backend)
    {
        var run = new OpaqueRun(place);
        List<(Module Module, bool IsTraining, IForwardObserver? Observer)> before =
            [.. run._paths.Keys.Select(module => (module, module.IsTraining, module.Observer))];
        place.Layer.Evaluate();
        place.Layer.Observe(run);
        try
        {
            using var tape = new Tape(backend, gradients: false);
            Tensor[] zeros = [.. inputs.Select(input => tape.Input(Tensor.Zeros(input.Shape)))];
            var ports = new GraphValue[inputs.Length];
            for (int i = 0; i < ports.Length; i++)
            {
                ports[i] = new GraphValue(inputs[i].Shape, inputs[i]);
                run._values[zeros[i]] = ports[i];
            }

            Tensor y = place.Layer.Forward(zeros);
            run.Output = y.Shape;
            run.IsView = zeros.Length > 0 && ReferenceEquals(zeros[0].Storage, y.Storage);
            run.Inside = run._nodes.Count == 0 ? null : new ModelGraph(ports, run._nodes, [run.ValueOf(y)]);
            return run;
        }
        finally
        {
            before.ForEach(entry =>
            {
                entry.Module.RestoreMode(entry.IsTraining);
                entry.Module.Observer = entry.Observer;
            });
        }
    }

    void IForwardObserver.OnForward(Module module, Tensor x, Tensor y) => Note(module, [x], y);

    void IForwardObserver.OnForward(Module module, ReadOnlySpan<Tensor> inputs, Tensor y) => Note(module, inputs.ToArray(), y);

    private void Note(Module module, Tensor[] inputs, Tensor y)
    {
        if (module == _module || module.Children.Any())
        {
            return;
        }

        var node = new GraphNode(new GraphPlace(_paths[module], module), y.Shape, [.. inputs.Select(ValueOf)])
        {
            IsView = inputs.Length > 0 && ReferenceEquals(inputs[0].Storage, y.Storage),
        };
        _nodes.Add(node);
        _values[y] = node.Output;
    }

    /// <summary>What a tensor is in the graph; one that no layer gave is a value of unknown origin.</summary>
    private GraphValue ValueOf(Tensor tensor)
    {
        if (!_values.TryGetValue(tensor, out GraphValue? value))
        {
            _values[tensor] = value = new GraphValue(tensor.Shape) { IsUnknown = true };
        }

        return value;
    }
}
