using NormSharp.Autograd;

namespace NormSharp.Optimizers;

/// <summary>Parameters that share settings of their own.</summary>
public sealed record ParameterGroup
{
    /// <summary>The parameters with their names, under which optimizer state is saved.</summary>
    public required IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; init; }

    /// <summary>By what the optimizer's learning rate is multiplied.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>Weight decay of this group; the optimizer's when null.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>All parameters of a module as one group.</summary>
    public static IReadOnlyList<ParameterGroup> All(Layers.Module module) => [new ParameterGroup { Parameters = [.. Known(module)] }];

    /// <summary>
    /// Two groups: weights that decay, and biases (everything of rank 1) and the γ and β of normalizations of any shape, which do not,
    /// since pulling them to zero regularises nothing.
    /// </summary>
    public static IReadOnlyList<ParameterGroup> DecayWeightsOnly(Layers.Module module)
    {
        HashSet<Parameter> affine = new(ReferenceEqualityComparer.Instance);
        foreach (Layers.NormalizationModule layer in module.NamedModules().Select(entry => entry.Module)
            .OfType<Layers.NormalizationModule>())
        {
            affine.UnionWith(layer.NamedParameters().Select(entry => entry.Parameter));
        }

        ILookup<bool, (string Name, Parameter Parameter)> parts = Known(module)
            .ToLookup(entry => entry.Parameter.Rank > 1 && !affine.Contains(entry.Parameter));
        return
        [
            new ParameterGroup { Parameters = [.. parts[true]] },
            new ParameterGroup { Parameters = [.. parts[false]], WeightDecay = 0 },
        ];
    }

    /// <summary>The parameters of a module all of whose layers know their sizes; others would silently never be trained.</summary>
    private static IEnumerable<(string Name, Parameter Parameter)> Known(Layers.Module module)
        => module.NamedModules().Select(entry => entry.Module).OfType<Layers.BatchNorm>().FirstOrDefault(layer => layer.IsLazy) is { } lazy
            ? throw new InvalidOperationException(
                $"layer {lazy.Path} ({lazy.TypeName}) has no parameters yet, because it takes its channels from the first input; run "
                    + "one forward pass, or ModelSummary.Of, before making the optimizer")
            : module.NamedParameters();
}
