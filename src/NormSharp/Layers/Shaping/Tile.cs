using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The input again and again along each dimension.</summary>
/// <param name="repeats">How often, one number a dimension.</param>
internal sealed class Tile(IReadOnlyList<int> repeats) : Module
{
    private readonly int[] _repeats = [.. repeats];

    internal static LayerDefinition<Tile> Definition { get; } = new()
    {
        Type = nameof(Tile),
        Make = settings => new Tile(settings.Ints("repeats")),
        Describe = (layer, _) => new JsonObject { ["repeats"] = new JsonArray([.. layer._repeats.Select(count => (JsonNode)count)]) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Ints("repeats")),
        Lower = (layer, _) => Lowered(layer._repeats),
    };

    /// <summary>How often, one number a dimension.</summary>
    public IReadOnlyList<int> Repeats => _repeats;

    /// <inheritdoc/>
    public override string ToString() => $"Tile([{string.Join(", ", _repeats)}])";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Shape output = OutputOf(x.Shape, _repeats);
        (Shape apart, Shape repeated) = Apart(x.Shape, _repeats);
        return x.Reshape(apart.AsSpan()).Expand(repeated).Reshape(output.AsSpan());
    }

    /// <summary>The input's shape with a dimension of 1 before each, and that with the repeats in their place.</summary>
    private static (Shape Apart, Shape Repeated) Apart(Shape x, int[] repeats) => (
        Shape.Create([.. x.SelectMany(extent => (int[])[1, extent])]),
        Shape.Create([.. x.SelectMany((extent, d) => (int[])[repeats[d], extent])]));

    private static PlanOperation Lowered(int[] repeats) => new(operands =>
    {
        (Backend backend, Tensor x) = (operands.Backend, operands.Inputs[0]);
        (Shape apart, Shape repeated) = Apart(x.Shape, repeats);
        (Tensor from, Tensor to) = (x.View(apart).BroadcastTo(repeated), operands.Output.View(repeated));
        return () => backend.Copy(from, to);
    })
    {
        IsForOneSample = repeats.Length == 0 || repeats[0] != 1,
    };

    private static Shape OutputOf(Shape x, IReadOnlyList<int> repeats) => repeats.Count == x.Rank && repeats.All(count => count >= 0)
        ? Shape.Create([.. x.Select((extent, d) => checked(extent * repeats[d]))])
        : throw new ArgumentException($"[{string.Join(", ", repeats)}] does not say how often each of the {x.Rank} dimensions of {x} is "
            + "repeated");
}
