using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>What the second input names in the first; gradients flow to the first.</summary>
/// <param name="kind">What indices name.</param>
/// <param name="axis">The dimension that is indexed, or for coordinates the number of batch dimensions.</param>
internal sealed class Gather(IndexKind kind, int axis) : Module
{
    internal static LayerDefinition<Gather> Definition { get; } = new()
    {
        Type = nameof(Gather),
        InputCount = (2, 2),
        Make = settings => new Gather(settings.Word<IndexKind>("kind"), settings.Int("axis")),
        Describe = (layer, _) => new JsonObject { ["kind"] = $"{layer.Kind}", ["axis"] = layer.Axis },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(settings.Word<IndexKind>("kind"), settings.Int("axis"), inputs),
    };

    /// <summary>What indices name.</summary>
    public IndexKind Kind { get; } = kind;

    /// <summary>The dimension that is indexed, or for coordinates the number of batch dimensions.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override string ToString() => $"Gather({Kind}, {Axis})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes two inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs) => inputs[0].Gather(Kind, inputs[1], Axis);

    private static Shape OutputOf(IndexKind kind, int axis, IReadOnlyList<Shape> inputs)
        => IndexPlan.Of(kind, inputs[0], inputs[1], kind == IndexKind.Coordinates ? axis : inputs[0].Axis(axis)).Output;
}
