using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>softmax along a dimension: y = e^x / Σ e^x.</summary>
/// <param name="axis">The dimension, which may count from the end.</param>
internal sealed class Softmax(int axis = -1) : Module
{
    internal static LayerDefinition<Softmax> Definition { get; } = new()
    {
        Type = nameof(Softmax),
        Temporaries = 2,
        Make = settings => new Softmax(settings.OptionalInt("axis") ?? -1),
        Describe = (layer, _) => new JsonObject { ["axis"] = layer.Axis },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
        Lower = (layer, inputs) => SoftmaxOperation.Of(layer.Axis, inputs[0], isLogarithm: false),
    };

    /// <summary>The dimension, which may count from the end.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override string ToString() => $"Softmax({Axis})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.LogSoftmax(Axis).Exp();
}
