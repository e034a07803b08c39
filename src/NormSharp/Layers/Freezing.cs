using NormSharp.Autograd;

namespace NormSharp.Layers;

/// <summary>Freezes parts of a model by layer name, for transfer learning, and lets them go again.</summary>
/// <remarks>
/// Three things are frozen apart. Frozen <i>statistics</i> are used in training mode too, and do not follow the data. A frozen
/// <i>affine</i> part is γ and β of a normalization layer. Frozen <i>parameters</i> are all those of a layer. All of it is saved with the
/// model.
/// </remarks>
internal static class Freezing
{
    /// <summary>Freezes the running statistics of normalization layers, or lets them follow the data again.</summary>
    /// <param name="model">The network.</param>
    /// <param name="pattern">Which layers.</param>
    /// <param name="frozen">Whether to freeze them.</param>
    /// <returns>The paths of the layers concerned.</returns>
    /// <exception cref="ArgumentException">No layer with running statistics matches; the message lists those there are.</exception>
    public static IReadOnlyList<string> FreezeStatistics(this Module model, LayerPattern pattern, bool frozen = true) =>
        Apply<IRecalibratable>(
            model,
            pattern,
            "layer with running statistics",
            layer => layer.RunningMean is not null,
            layer => layer.FreezesStatistics = frozen);

    /// <summary>Freezes γ and β of normalization layers, or lets them be trained again.</summary>
    /// <exception cref="ArgumentException">No normalization layer with γ or β matches; the message lists those there are.</exception>
    /// <inheritdoc cref="FreezeStatistics"/>
    public static IReadOnlyList<string> FreezeAffine(this Module model, LayerPattern pattern, bool frozen = true) =>
        Apply<INormalizationLayer>(
            model,
            pattern,
            "normalization layer with γ or β",
            layer => layer.Gamma is not null || layer.Beta is not null,
            layer => Set([layer.Gamma, layer.Beta], frozen));

    /// <summary>Freezes all parameters of layers, or lets them be trained again; statistics are left alone.</summary>
    /// <exception cref="ArgumentException">No layer with parameters matches; the message lists those there are.</exception>
    /// <inheritdoc cref="FreezeStatistics"/>
    public static IReadOnlyList<string> FreezeParameters(this Module model, LayerPattern pattern, bool frozen = true) =>
        Apply<Module>(model, pattern, "layer with parameters", layer => Own(layer).Any(), layer => Set(Own(layer), frozen));

    /// <summary>Lets parameters, γ and β, and statistics of layers go, whichever of them are frozen.</summary>
    /// <returns>The paths of the layers in which something was frozen.</returns>
    /// <exception cref="ArgumentException">No layer matches in which anything is frozen; the message lists those there are.</exception>
    public static IReadOnlyList<string> Unfreeze(this Module model, LayerPattern pattern) =>
        Apply<Module>(
            model,
            pattern,
            "layer with frozen parts",
            layer => Own(layer).Any(parameter => parameter.IsFrozen) || layer is IRecalibratable { FreezesStatistics: true },
            layer =>
            {
                Set(Own(layer), frozen: false);
                if (layer is IRecalibratable { FreezesStatistics: true } normalization)
                {
                    normalization.FreezesStatistics = false;
                }
            });

    private static IReadOnlyList<string> Apply<T>(
        Module model, LayerPattern pattern, string kind, Func<T, bool> isMeant, Action<T> apply)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pattern);
        List<(string Path, T Layer)> all = [.. model.NamedModules()
            .Where(entry => entry.Module is T layer && isMeant(layer))
            .Select(entry => (entry.Name, (T)(object)entry.Module))];
        List<(string Path, T Layer)> chosen = [.. all.Where(entry => pattern.Matches(entry.Path))];
        if (chosen.Count == 0)
        {
            throw new ArgumentException(
                $"'{pattern}' matches no {kind}; "
                    + $"{(all.Count == 0 ? "the model has none" : $"there are {string.Join(", ", all.Select(entry => entry.Path))}")}");
        }

        chosen.ForEach(entry => apply(entry.Layer));
        return [.. chosen.Select(entry => entry.Path)];
    }

    /// <summary>The parameters of a module that are not of its children.</summary>
    private static IEnumerable<Parameter> Own(Module module) =>
        module.NamedParameters().Where(entry => !entry.Name.Contains('.', StringComparison.Ordinal)).Select(entry => entry.Parameter);

    private static void Set(IEnumerable<Parameter?> parameters, bool frozen)
    {
        foreach (Parameter parameter in parameters.OfType<Parameter>())
        {
            parameter.IsFrozen = frozen;
        }
    }
}
