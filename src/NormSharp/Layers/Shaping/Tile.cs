using System.Text.Json.Nodes;
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
    };

    /// <summary>How often, one number a dimension.</summary>
    public IReadOnlyList<int> Repeats => _repeats;

    /// <inheritdoc/>
    public override string ToString() => $"Tile([{string.Join(", ", _repeats)}])";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Shape output = OutputOf(x.Shape, _repeats);
        int[] apart = [.. x.Shape.SelectMany(extent => (int[])[1, extent])];
        int[] repeated = [.. x.Shape.SelectMany((extent, d) => (int[])[_repeats[d], extent])];
        return x.Reshape(apart).Expand(Shape.Create(repeated)).Reshape(output.AsSpan());
    }

    private static Shape OutputOf(Shape x, IReadOnlyList<int> repeats) => repeats.Count == x.Rank && repeats.All(count => count >= 0)
        ? Shape.Create([.. x.Select((extent, d) => checked(extent * repeats[d]))])
        : throw new ArgumentException($"[{string.Join(", ", repeats)}] does not say how often each of the {x.Rank} dimensions of {x} is "
            + "repeated");
}
