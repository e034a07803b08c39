using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer that applies an activation function to each element, and that a normalization before it can take over.</summary>
public abstract class ActivationModule : Module
{
    private protected ActivationModule(Activation function) => Function = function;

    /// <summary>The function and its parameter.</summary>
    public Activation Function { get; }

    /// <summary>The definition of an activation; one with a parameter says how that is described.</summary>
    private protected static LayerDefinition<TLayer> Define<TLayer>(
        string type, Func<LayerSettings, TLayer> make, Func<TLayer, JsonObject>? describe = null)
        where TLayer : ActivationModule
        => new()
        {
            Type = type,
            Make = make,
            Describe = (layer, _) => describe?.Invoke(layer) ?? [],
            State = _ => StateSize.None,
            Output = (_, inputs) => inputs[0],
            Activation = layer => layer.Function,
        };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Activate(Function);
}
