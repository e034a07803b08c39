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
    public static IReadOnlyList<ParameterGroup> All(Layers.Module module) => [new ParameterGroup { Parameters = [.. module.NamedParameters()] }];

    /// <summary>
    /// Two groups: weights that decay, and γ, β and biases (everything of rank 1) that do not, since pulling them to zero regularises nothing.
    /// </summary>
    public static IReadOnlyList<ParameterGroup> DecayWeightsOnly(Layers.Module module)
    {
        ILookup<bool, (string Name, Parameter Parameter)> parts = module.NamedParameters().ToLookup(entry => entry.Parameter.Rank > 1);
        return
        [
            new ParameterGroup { Parameters = [.. parts[true]] },
            new ParameterGroup { Parameters = [.. parts[false]], WeightDecay = 0 },
        ];
    }
}
