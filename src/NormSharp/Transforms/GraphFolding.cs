using System.Text.Json.Nodes;
using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>
/// Folds the normalizations of a graph: takes their nodes out, and puts layers of new weights in place of those that took them over.
/// </summary>
internal sealed class GraphFolding
{
    private readonly Module _model;
    private readonly ModelGraph _graph;
    private readonly HashSet<Module> _shared;
    private readonly Dictionary<GraphNode, FoldedWeights> _weights = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _removed = [];
    private readonly List<FoldedNormalization> _folded = [];
    private readonly List<UnfoldedNormalization> _unfolded = [];

    private GraphFolding(Module model, ModelGraph graph)
    {
        (_model, _graph) = (model, graph);
        IEnumerable<Module> places = [.. model.NamedModules().Select(entry => entry.Module)];
        _shared = [.. Repeated(places), .. Repeated(graph.Nodes.Select(node => node.Layer))];
    }

    public IReadOnlyList<FoldedNormalization> Folded => _folded;

    public IReadOnlyList<UnfoldedNormalization> Unfolded => _unfolded;

    /// <summary>Folds within a graph; the network's layers stay as they are.</summary>
    public static GraphFolding Of(Module model, ModelGraph graph)
    {
        var folding = new GraphFolding(model, graph);
        folding.Run();
        return folding;
    }

    /// <summary>
    /// The network in evaluation mode without the normalizations that were folded away, built from its changed description.
    /// </summary>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public Module Copy()
    {
        var tree = new ArchitectureTree(_model);
        foreach (GraphNode target in _weights.Keys)
        {
            tree.Find(target.Name)![FoldedWeights.BiasSetting] = true;
        }

        _removed.ForEach(tree.Remove);
        Module copy = tree.Build();
        ModelRewriting.CopyState(_model, copy);
        Dictionary<string, Module> layers = copy.NamedModules().ToDictionary(entry => entry.Name, entry => entry.Module);
        foreach ((GraphNode target, FoldedWeights weights) in _weights)
        {
            weights.WriteTo(layers[target.Name]);
        }

        copy.Evaluate();
        return copy;
    }

    private static IEnumerable<Module> Repeated(IEnumerable<Module> layers)
        => layers.GroupBy(layer => layer, ReferenceEqualityComparer.Instance)
            .Where(group => group.Count() > 1)
            .Select(group => (Module)group.Key!);

    private void Run()
    {
        foreach (GraphNode node in _graph.Nodes.ToArray())
        {
            if (node.Layer is IChannelAffine line)
            {
                Fold(node, line);
            }
            else if (node.Layer is INormalizationLayer)
            {
                Keep(node, "it normalises with statistics of the input in evaluation too, not with constants");
            }
            else if (node.Layer.Children.Any())
            {
                ReportInside(node);
            }
        }

        foreach ((GraphNode target, FoldedWeights weights) in _weights)
        {
            JsonObject description = target.Layer.Describe();
            description[FoldedWeights.BiasSetting] = true;
            Module layer = LayerCatalog.Create(description);
            weights.WriteTo(layer);
            target.Replace(layer);
        }
    }

    private void Fold(GraphNode node, IChannelAffine layer)
    {
        if (Obstacle(node, layer, out ChannelAffine? line) is { } obstacle)
        {
            Keep(node, obstacle);
            return;
        }

        var search = new FoldTargetSearch(node, line!, _shared);
        string? before = search.Preceding(out GraphNode? target) ?? TryFold(node, target!, line!, FoldDirection.IntoPreceding);
        if (before is null)
        {
            return;
        }

        string? behind = search.Following(out target) ?? TryFold(node, target!, line!, FoldDirection.IntoFollowing);
        if (behind is not null)
        {
            Keep(node, $"{before}; {behind}");
        }
    }

    private string? Obstacle(GraphNode node, IChannelAffine layer, out ChannelAffine? line)
    {
        line = null;
        if (_shared.Contains(node.Layer))
        {
            return "it stands in several places of the network";
        }

        if (!layer.TryGetAffine(out line, out string? obstacle))
        {
            return $"it {obstacle}";
        }

        return line.IsFinite(out int bad) ? null : $"scale and shift of channel {bad} are not finite numbers";
    }

    private string? TryFold(GraphNode node, GraphNode target, ChannelAffine line, FoldDirection direction)
    {
        FoldedWeights weights = _weights.TryGetValue(target, out FoldedWeights? known) ? known.Copy() : new FoldedWeights(target.Map!);
        if (direction == FoldDirection.IntoPreceding)
        {
            weights.Then(line);
        }
        else
        {
            weights.After(line);
        }

        if (!weights.FitFloat32())
        {
            return $"the weights of {target.Name} would leave the range of float32";
        }

        _weights[target] = weights;
        _removed.Add(node.Name);
        _folded.Add(new FoldedNormalization(node.Name, node.Layer.TypeName, target.Name) { Direction = direction });
        _graph.Bypass(node);
        return null;
    }

    private void ReportInside(GraphNode node)
    {
        foreach ((string name, Module inner) in node.Layer.NamedModules()
            .Where(entry => entry.Module is IChannelAffine or INormalizationLayer && entry.Module != node.Layer))
        {
            _unfolded.Add(new UnfoldedNormalization(
                $"{node.Name}.{name}", inner.TypeName, $"it stands inside {node.Title}, whose forward pass is its own and not known"));
        }
    }

    private void Keep(GraphNode node, string reason) => _unfolded.Add(new UnfoldedNormalization(node.Name, node.Layer.TypeName, reason));
}
