using NormSharp.Layers;
using NormSharp.Transforms.Graphs;

namespace NormSharp.Transforms;

/// <summary>Folds the normalizations of a graph: takes their nodes out, and keeps the weights that stand for them.</summary>
internal sealed class GraphFolding(Module model, ModelGraph graph)
{
    private readonly HashSet<Module> _shared = Shared(model);
    private readonly Dictionary<Module, FoldedWeights> _weights = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Module> _removed = new(ReferenceEqualityComparer.Instance);
    private readonly List<FoldedNormalization> _folded = [];
    private readonly List<UnfoldedNormalization> _unfolded = [];

    /// <summary>The new weights of layers that took normalizations over.</summary>
    public IReadOnlyDictionary<Module, FoldedWeights> Weights => _weights;

    /// <summary>The normalizations that are gone.</summary>
    public IReadOnlySet<Module> Removed => _removed;

    public IReadOnlyList<FoldedNormalization> Folded => _folded;

    public IReadOnlyList<UnfoldedNormalization> Unfolded => _unfolded;

    public void Run()
    {
        foreach (GraphNode node in graph.Nodes.ToArray())
        {
            if (node.Module is IChannelAffine line)
            {
                Fold(node, line);
            }
            else if (node.Module is INormalizationLayer)
            {
                Keep(node, "it normalises with statistics of the input in evaluation too, not with constants");
            }
            else if (node.Module is { } opaque && opaque.Children.Any())
            {
                ReportInside(node, opaque);
            }
        }
    }

    private static HashSet<Module> Shared(Module model) => model.NamedModules()
        .GroupBy(entry => entry.Module, (module, places) => (module, places.Count()), ReferenceEqualityComparer.Instance)
        .Where(entry => entry.Item2 > 1)
        .Select(entry => (Module)entry.module!)
        .ToHashSet<Module>(ReferenceEqualityComparer.Instance);

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
        if (_shared.Contains(node.Module!))
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
        Module module = target.Module!;
        FoldedWeights weights = _weights.TryGetValue(module, out FoldedWeights? known) ? known.Copy() : FoldedWeights.Of(module);
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

        _weights[module] = weights;
        _removed.Add(node.Module!);
        _folded.Add(new FoldedNormalization(node.Name, node.Module!.TypeName, target.Name, direction));
        graph.Bypass(node);
        return null;
    }

    private void ReportInside(GraphNode node, Module opaque)
    {
        foreach ((string name, Module inner) in opaque.NamedModules().Where(entry => entry.Module is IChannelAffine or INormalizationLayer && entry.Module != opaque))
        {
            _unfolded.Add(new UnfoldedNormalization(
                $"{node.Name}.{name}", inner.TypeName, $"it stands inside {node.Title}, whose forward pass is its own and not known"));
        }
    }

    private void Keep(GraphNode node, string reason) => _unfolded.Add(new UnfoldedNormalization(node.Name, node.Module!.TypeName, reason));
}
