using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// The first input with the third put where the second names places. Gradients flow to the first and third where numbers are replaced or
/// added; products and extremes have none.
/// </summary>
/// <param name="kind">What indices name.</param>
/// <param name="axis">The dimension that is indexed, or for coordinates the number of batch dimensions.</param>
/// <param name="reduction">What becomes of the numbers that were there.</param>
internal sealed class Scatter(IndexKind kind, int axis, ScatterKind reduction) : Module
{
    internal static LayerDefinition<Scatter> Definition { get; } = new()
    {
        Type = nameof(Scatter),
        InputCount = (3, 3),
        Make = settings => new Scatter(settings.Word<IndexKind>("kind"), settings.Int("axis"), settings.Word<ScatterKind>("reduction")),
        Describe = (layer, _) => new JsonObject
        {
            ["kind"] = $"{layer.Kind}",
            ["axis"] = layer.Axis,
            ["reduction"] = $"{layer.Reduction}",
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(settings.Word<IndexKind>("kind"), settings.Int("axis"), inputs),
    };

    /// <summary>What indices name.</summary>
    public IndexKind Kind { get; } = kind;

    /// <summary>The dimension that is indexed, or for coordinates the number of batch dimensions.</summary>
    public int Axis { get; } = axis;

    /// <summary>What becomes of the numbers that were there.</summary>
    public ScatterKind Reduction { get; } = reduction;

    /// <inheritdoc/>
    public override string ToString() => $"Scatter({Kind}, {Axis}, {Reduction})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes three inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
        => inputs[0].Scatter((Kind, Axis), inputs[1], inputs[2], Reduction);

    private static Shape OutputOf(IndexKind kind, int axis, IReadOnlyList<Shape> inputs)
    {
        var plan = IndexPlan.Of(kind, inputs[0], inputs[1], kind == IndexKind.Coordinates ? axis : inputs[0].Axis(axis));
        return plan.Output == inputs[2] ? inputs[0]
            : throw new ArgumentException($"the updates are {inputs[2]}; indices {inputs[1]} of {inputs[0]} want {plan.Output}");
    }
}
