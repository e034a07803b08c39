using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Another order of the dimensions: dimension d of the output is dimension <c>order[d]</c> of the input.</summary>
/// <param name="order">The order.</param>
internal sealed class Permute(IReadOnlyList<int> order) : Module
{
    private readonly int[] _order = [.. order];

    internal static LayerDefinition<Permute> Definition { get; } = new()
    {
        Type = nameof(Permute),
        Make = settings => new Permute(settings.Ints("order")),
        Describe = (layer, _) => new JsonObject { ["order"] = new JsonArray([.. layer._order.Select(axis => (JsonNode)axis)]) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Ints("order")),
        Lower = (layer, _) => Lowered(layer._order) with { IsForOneSample = layer._order is not [0, ..] },
    };

    /// <summary>The order.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <inheritdoc/>
    public override string ToString() => $"Permute([{string.Join(", ", _order)}])";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Permute(_order).Contiguous();

    private static Shape OutputOf(Shape x, IReadOnlyList<int> order)
        => order.Order().SequenceEqual(Enumerable.Range(0, x.Rank))
            ? Shape.Create([.. order.Select(axis => x[axis])])
            : throw new ArgumentException($"[{string.Join(", ", order)}] is no order of the {x.Rank} dimensions of {x}");

    private static PlanOperation Lowered(int[] order) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0].Permuted(order), operands.Output);
        return () => backend.Copy(x, y);
    });
}
