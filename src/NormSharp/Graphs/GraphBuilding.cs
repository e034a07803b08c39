using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>Walks through a network and notes its nodes.</summary>
/// <param name="backend">What runs layers of unknown shape; null for a graph without shapes.</param>
internal sealed class GraphBuilding(Backend? backend)
{
    private readonly List<GraphNode> _nodes = [];

    public ModelGraph Build(Module model, IReadOnlyList<Shape>? shapes)
    {
        Dataflow? flow = LayerCatalog.Of(model)?.DataflowOf(model);
        int count = flow?.InputCount ?? shapes?.Count ?? 1;
        if (shapes is not null && shapes.Count != count)
        {
            throw new ArgumentException($"the network has {count} inputs, and {shapes.Count} shapes were given", nameof(shapes));
        }

        GraphValue[] inputs = [.. Enumerable.Range(0, count).Select(i => new GraphValue(shapes?[i]))];
        return new ModelGraph(inputs, _nodes, Enter(string.Empty, model, inputs));
    }

    private GraphValue[] Enter(string path, Module module, GraphValue[] inputs)
    {
        LayerDefinition? definition = LayerCatalog.Of(module);
        return definition?.DataflowOf(module) is { } flow
            ? Open(path, module, flow, inputs)
            : [Add(new GraphPlace(path, module), definition, inputs)];
    }

    private GraphValue[] Open(string path, Module container, Dataflow flow, GraphValue[] inputs)
    {
        string name = new GraphPlace(path, container).Name;
        if (inputs.Length != flow.InputCount)
        {
            throw new ArgumentException(
                $"layer {name} ({container.TypeName}) takes {flow.InputCount} inputs, and was given {inputs.Length}");
        }

        var values = new List<GraphValue>(inputs);
        foreach (DataflowStep step in flow.Steps)
        {
            GraphValue[] read = [.. step.Inputs.Select(i => values[i])];
            values.Add(step.Name.Length > 0
                ? Enter(LayerPath.Join(path, step.Name), step.Layer, read)[0]
                : Add(new GraphPlace(name, step.Layer, $"{step.Title} {name}"), LayerCatalog.Of(step.Layer), read));
        }

        return [.. flow.Outputs.Select(i => values[i])];
    }

    private GraphValue Add(GraphPlace place, LayerDefinition? definition, GraphValue[] inputs)
    {
        OpaqueRun? run = null;
        Shape? output = null;
        if (backend is not null)
        {
            Shape[] shapes = [.. inputs.Select(input => input.Shape)];
            if (definition is null || place.Layer.Children.Any())
            {
                run = OpaqueRun.Of(place, inputs, backend);
                output = run.Output;
            }
            else
            {
                output = ShapeOf(place, definition, shapes);
            }
        }

        var node = new GraphNode(place, output, inputs) { IsView = run?.IsView ?? definition?.IsView ?? false, Inside = run?.Inside };
        _nodes.Add(node);
        return node.Output;
    }

    private static Shape ShapeOf(GraphPlace place, LayerDefinition definition, Shape[] shapes)
    {
        try
        {
            if (shapes.Length > 0)
            {
                place.Layer.Prepare(shapes[0]);
            }

            return definition.OutputOf(new LayerSettings(place.Layer.Describe()), shapes);
        }
        catch (Exception error) when (error is (ArgumentException and not LayerException) or OverflowException)
        {
            throw new LayerException(
                place.Title is null && place.Layer.HasParent ? place.Layer.Path : place.Name, place.Layer.TypeName, shapes, error);
        }
    }
}
