using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Where the largest numbers along a dimension stand, in their order, of equals the first before the others; no gradient. A
/// <see cref="Gather"/> of single numbers by these gives the numbers themselves.
/// </summary>
/// <param name="count">How many.</param>
/// <param name="axis">The dimension, which may count from the end.</param>
/// <param name="largest">False for the smallest.</param>
internal sealed class TopIndices(int count, int axis, bool largest) : Module
{
    internal static LayerDefinition<TopIndices> Definition { get; } = new()
    {
        Type = nameof(TopIndices),
        Make = settings => new TopIndices(settings.Int("count"), settings.Int("axis"), settings.Bool("largest")),
        Describe = (layer, _) => new JsonObject { ["count"] = layer.Count, ["axis"] = layer.Axis, ["largest"] = layer.Largest },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Int("count"), settings.Int("axis")),
    };

    /// <summary>How many.</summary>
    public int Count { get; } = count;

    /// <summary>The dimension, which may count from the end.</summary>
    public int Axis { get; } = axis;

    /// <summary>False for the smallest.</summary>
    public bool Largest { get; } = largest;

    /// <inheritdoc/>
    public override string ToString() => $"TopIndices({Count}, {Axis}, {(Largest ? "largest" : "smallest")})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.TopIndices(Count, Axis, Largest);

    private static Shape OutputOf(Shape x, int count, int axis) => count >= 0 && count <= x[x.Axis(axis)]
        ? x.With(x.Axis(axis), count)
        : throw new ArgumentException($"the first {count} of {x[x.Axis(axis)]} numbers are asked for");
}
