using System.Text.Json.Nodes;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Runs modules one after another. Where an activation follows a layer that can compute it in the same pass over memory, such as
/// batch normalization, the two are run as one; so is an average pooling after both.
/// </summary>
public sealed class Sequential : Module
{
    private readonly Module[] _layers;

    /// <summary>Chains modules under the names 0, 1, 2, …</summary>
    public Sequential(params ReadOnlySpan<Module> layers)
    {
        _layers = layers.ToArray();
        for (int i = 0; i < _layers.Length; i++)
        {
            AddChild(i.ToString(System.Globalization.CultureInfo.InvariantCulture), _layers[i]);
        }
    }

    /// <summary>Chains modules under names of their own.</summary>
    /// <exception cref="ArgumentException">A name is used twice.</exception>
    public Sequential(params ReadOnlySpan<(string Name, Module Layer)> layers)
    {
        _layers = new Module[layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            _layers[i] = AddChild(layers[i].Name, layers[i].Layer);
        }
    }

    internal static LayerDefinition<Sequential> Definition { get; } = new()
    {
        Type = nameof(Sequential),
        Make = settings => new Sequential(settings.List("layers").Select(layer => (layer.Text("name"), layer.Create())).ToArray()),
        Describe = (layer, child)
            => new JsonObject { ["layers"] = new JsonArray([.. layer.Children.Select(entry => Named(entry.Name, child(entry.Name)))]) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => settings.List("layers").Aggregate(inputs[0], (x, layer) => layer.OutputOf(x)),
        Dataflow = layer => Dataflow.Chain(layer.Children),
        RemoveChild = (settings, name) => ((JsonArray)settings["layers"]!).RemoveAll(layer => (string?)layer!["name"] == name),
    };

    /// <summary>The modules in order.</summary>
    public IReadOnlyList<Module> Layers => _layers;

    /// <summary>The last layer, where it can take over a residual block's sum and activation, and nobody observes the chain.</summary>
    internal IResidualFusing? LastFusing(Activation activation)
        => Observer is null && _layers.Length > 0 && _layers[^1] is IResidualFusing last && last.FusesResidual(activation) ? last : null;

    /// <summary>All layers but the last.</summary>
    internal Tensor ForwardToLast(Tensor x) => Forward(x, _layers.Length - 1);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => Forward(x, _layers.Length);

    private static JsonNode Named(string name, JsonObject layer)
    {
        layer["name"] = name;
        return layer;
    }

    private Tensor Forward(Tensor x, int count)
    {
        for (int i = 0; i < count; i++)
        {
            bool fuses = i + 1 < count
                && _layers[i] is IActivationFusing { Observer: null }
                && _layers[i + 1] is ActivationModule { Observer: null };
            if (!fuses)
            {
                x = _layers[i].Forward(x);
                continue;
            }

            var layer = (IActivationFusing)_layers[i];
            Activation activation = ((ActivationModule)_layers[++i]).Function;
            if (i + 1 < count && layer is IPoolingFusing pooling && _layers[i + 1] is AveragePool2d pool && pooling.FusesPooling(x, pool))
            {
                x = pooling.ForwardThrough(x, activation, pool);
                i++;
                continue;
            }

            x = layer.ForwardThrough(x, activation);
        }

        return x;
    }
}
