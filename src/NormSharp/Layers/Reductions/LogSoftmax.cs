using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>log softmax along a dimension: y = x − log Σ e^x. Networks of others often end with it.</summary>
/// <param name="axis">The dimension, which may count from the end.</param>
internal sealed class LogSoftmax(int axis = -1) : Module
{
    internal static LayerDefinition<LogSoftmax> Definition { get; } = new()
    {
        Type = nameof(LogSoftmax),
        Temporaries = 1,
        Make = settings => new LogSoftmax(settings.OptionalInt("axis") ?? -1),
        Describe = (layer, _) => new JsonObject { ["axis"] = layer.Axis },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
        Lower = (layer, inputs) => SoftmaxOperation.Of(layer.Axis, inputs[0], isLogarithm: true),
    };

    /// <summary>The dimension, which may count from the end.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override string ToString() => $"LogSoftmax({Axis})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.LogSoftmax(Axis);
}
