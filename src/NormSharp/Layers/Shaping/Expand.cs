using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Repeats dimensions of extent 1, and new outer ones; an extent of 1 in the target leaves the input's.</summary>
/// <param name="target">The extents that the input broadcasts with.</param>
internal sealed class Expand(Shape target) : Module
{
    internal static LayerDefinition<Expand> Definition { get; } = new()
    {
        Type = nameof(Expand),
        Make = settings => new Expand(Shape.Create([.. settings.Ints("target")])),
        Describe = (layer, _) => new JsonObject { ["target"] = new JsonArray([.. layer.Target.Select(extent => (JsonNode)extent)]) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => Shape.Broadcast(inputs[0], Shape.Create([.. settings.Ints("target")])),
        Lower = (_, _) => Lowered,
    };

    /// <summary>The extents that the input broadcasts with.</summary>
    public Shape Target { get; } = target;

    /// <inheritdoc/>
    public override string ToString() => $"Expand({Target})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Expand(Shape.Broadcast(x.Shape, Target)).Contiguous();

    private static PlanOperation Lowered { get; } = new(operands =>
    {
        (Backend backend, Tensor y) = (operands.Backend, operands.Output);
        Tensor x = operands.Inputs[0].BroadcastTo(y.Shape);
        return () => backend.Copy(x, y);
    });
}
