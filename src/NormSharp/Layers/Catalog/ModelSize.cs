using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>How much memory a described network needs, worked out before anything is allocated.</summary>
/// <param name="State">Numbers that it keeps; a layer that stands in several places counts once.</param>
/// <param name="Activations">Numbers in the outputs of all layers for one forward pass; 0 where the input is not known.</param>
/// <param name="Output">The shape of the output; null where the input is not known.</param>
internal sealed record ModelSize(StateSize State, long Activations, Shape? Output)
{
    /// <summary>Numbers of scratch memory, which layers share: of the layer that takes most. 0 where the input is not known.</summary>
    public long Scratch { get; private init; }

    /// <summary>All numbers together in bytes, or the largest long where they are more; counters have 8, all others 4.</summary>
    public long Bytes => StateSize.Product(
        sizeof(float), new StateSize(State.Total, new StateSize(Activations, Scratch).Total, State.Counters).Total);

    /// <summary>The same for a step of training: every parameter has a gradient. Optimizers may keep more.</summary>
    public long TrainingBytes => new StateSize(Bytes, StateSize.Product(sizeof(float), State.Parameters)).Total;

    /// <summary>Measures a description.</summary>
    /// <param name="description">What <see cref="LayerCatalog.Describe(Module)"/> gives.</param>
    /// <param name="inputs">The shapes of the inputs; without them only state is measured.</param>
    /// <exception cref="FormatException">A layer is unknown, or a setting is missing or wrong.</exception>
    /// <exception cref="LayerException">The inputs do not fit.</exception>
    public static ModelSize Of(JsonObject description, params IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(description);
        var scope = new DescriptionScope(description);
        StateSize state = StateSize.None;
        foreach ((string path, JsonObject layer) in DescribedLayers.Of(description))
        {
            state += StateOf(new LayerSettings(layer, scope, path));
        }

        Shape? output = inputs.Count == 0 ? null : new LayerSettings(description, scope).OutputOf(inputs);
        return new ModelSize(state, scope.Activations, output) { Scratch = scope.Scratch };
    }

    private static StateSize StateOf(LayerSettings settings)
    {
        try
        {
            return settings.Type == DescriptionScope.SharedType ? StateSize.None : LayerCatalog.Known(settings.Type).StateOf(settings);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"{settings.Type}: {ErrorText.OneLine(error)}", error);
        }
    }
}
