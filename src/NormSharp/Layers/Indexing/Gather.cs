using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
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
        Lower = (layer, inputs) => Lowered(layer.Kind, layer.Axis, inputs[0]),
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

    /// <summary>Entries of a dimension after the first are of each sample; of others the batch may be in the indices.</summary>
    private static PlanOperation Lowered(IndexKind kind, int axis, Shape input) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor indices, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Inputs[1], operands.Output);
        var plan = IndexPlan.Of(kind, x.Shape, indices.Shape, kind == IndexKind.Coordinates ? axis : x.Shape.Axis(axis));
        var positions = new Tensor(backend.Allocate(plan.Count, ElementType.Int32), [plan.Count], owner: null);
        (Tensor from, Tensor to) = (Indexing.Rows(x, plan.Width), Indexing.Rows(y, plan.Width));
        return () =>
        {
            backend.Indexing.Locate(plan, indices, positions);
            backend.Indexing.Take(from, positions, to);
        };
    })
    {
        IsForOneSample = kind != IndexKind.Entries || input.Axis(axis) == 0,
    };

    private static Shape OutputOf(IndexKind kind, int axis, IReadOnlyList<Shape> inputs)
        => IndexPlan.Of(kind, inputs[0], inputs[1], kind == IndexKind.Coordinates ? axis : inputs[0].Axis(axis)).Output;
}
