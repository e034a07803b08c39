using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A <see cref="Conv2d"/> or <see cref="Linear"/> whose weight is computed from other parameters at every forward pass. The wrapped layer
/// gives its parameters to the wrapper, which names them as PyTorch does; it is not a child, and is not to be used on its own any more.
/// </summary>
/// <remarks>
/// Here a weight [O, …] is read as O rows, one for each output, of K numbers: all that the output is computed from.
/// <see cref="Bake"/> ends the reparametrization: it gives the plain layer with the weight that was reached.
/// </remarks>
public abstract class WeightReparametrization : Module
{
    private readonly IWeightedLayer _weighted;

    /// <summary>Takes a layer's parameters over.</summary>
    /// <param name="layer">A <see cref="Conv2d"/> or <see cref="Linear"/> that stands in no model.</param>
    /// <param name="weightName">What the layer's own weight is called from now on.</param>
    /// <exception cref="ArgumentException">The layer has no weight that can be replaced.</exception>
    private protected WeightReparametrization(Module layer, string weightName)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _weighted = layer as IWeightedLayer
            ?? throw new ArgumentException($"{TypeName} wraps a Conv2d or a Linear, not a {layer.TypeName}", nameof(layer));
        Layer = layer;
        Source = Adopt(weightName, layer, _weighted.Weight);
        if (_weighted.Bias is { } bias)
        {
            Bias = Adopt("bias", layer, bias);
        }
    }

    /// <summary>
    /// The wrapped layer: its sizes and settings. Its weight is the parameter that the effective weight is computed from.
    /// </summary>
    public Module Layer { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>The parameter of the weight's shape that the effective weight is computed from.</summary>
    private protected Parameter Source { get; }

    /// <summary>Replaces every reparametrized layer of a model by the plain layer with its effective weight.</summary>
    /// <param name="model">The model; it is left as it is.</param>
    /// <returns>A model of equal outputs in evaluation mode, without reparametrizations.</returns>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module BakeAll(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Module copy = ModelRewriting.Rewrite(model, ReplaceByLayer);
        Dictionary<string, Parameter> parameters = copy.NamedParameters().ToDictionary(entry => entry.Name, entry => entry.Parameter);
        foreach ((string name, Module module) in model.NamedModules())
        {
            if (module is WeightReparametrization wrapper)
            {
                wrapper.CopyWeightTo(parameters[name.Length == 0 ? "weight" : $"{name}.weight"]);
            }
        }

        return copy;
    }

    /// <summary>The weight that evaluation uses now, as an ordinary tensor of the wrapped layer's weight's shape.</summary>
    public Tensor EffectiveWeight()
    {
        using var tape = new Tape(gradients: false);
        return Compute(tape.Input(Tensor.Zeros([1]))).Detach();
    }

    /// <summary>The plain layer with the effective weight and the bias: equal outputs in evaluation mode, parameters of its own.</summary>
    public Module Bake()
    {
        Module plain = LayerCatalog.Create(Layer.Describe());
        var weighted = (IWeightedLayer)plain;
        CopyWeightTo(weighted.Weight);
        if (Bias is not null)
        {
            Bias.CopyTo(weighted.Bias!.AsSpan());
            weighted.Bias.IsFrozen = Bias.IsFrozen;
        }

        plain.RestoreMode(IsTraining);
        return plain;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}({Layer})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => _weighted.ForwardWith(x, Compute(x));

    /// <summary>The effective weight on the tape of <paramref name="x"/>.</summary>
    private protected abstract Tensor Compute(Tensor x);

    /// <summary>The definition of a reparametrization.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="state">The numbers that it keeps beside those of the layer inside, whose weight's shape is given.</param>
    /// <param name="describe">Adds the settings of its own.</param>
    private protected static LayerDefinition<TLayer> Define<TLayer>(
        string type, Func<LayerSettings, TLayer> make, Func<Shape, StateSize> state, Action<TLayer, JsonObject>? describe = null)
        where TLayer : WeightReparametrization
        => new()
        {
            Type = type,
            Make = make,
            Describe = (layer, _) =>
            {
                var settings = new JsonObject { ["layer"] = layer.Layer.Describe() };
                describe?.Invoke(layer, settings);
                return settings;
            },
            State = settings => state(settings.Nested("layer").WeightShape()),
            Output = (settings, inputs) => settings.Nested("layer").OutputOfPart(inputs),
            Map = layer => LayerCatalog.Of(layer.Layer)!.MapOf(layer.Layer)! with { Weight = null, Bias = layer.Bias },
        };

    /// <summary>A parameter on the tape of <paramref name="x"/>, with a gradient where the tape records it.</summary>
    private protected static Tensor OnTapeOf(Tensor x, Parameter parameter)
    {
        Tape tape = Tape.Of(x);
        return tape.NeedsGradient(parameter) ? parameter.On(x) : tape.Input(parameter);
    }

    private static void ReplaceByLayer(JsonObject description)
    {
        if (description["layer"] is JsonObject layer
            && LayerCatalog.Known((string)description["type"]!).LayerType.IsSubclassOf(typeof(WeightReparametrization)))
        {
            ArchitectureTree.Replace(description, layer);
        }
    }

    private void CopyWeightTo(Parameter weight)
    {
        EffectiveWeight().CopyTo(weight.AsSpan());
        weight.IsFrozen = Source.IsFrozen;
    }
}
