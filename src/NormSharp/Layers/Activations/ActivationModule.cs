using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer that applies an activation function to each element, and that a normalization in front of it can take over.</summary>
public abstract class ActivationModule : Module
{
    private protected ActivationModule(Activation function) => Function = function;

    /// <summary>The function and its parameter.</summary>
    public Activation Function { get; }

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(TypeName, new JsonObject());

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Activate(Function);
}
