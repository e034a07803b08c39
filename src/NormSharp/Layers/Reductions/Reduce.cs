using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Sums, means, extremes and the like over some dimensions, or over all.</summary>
/// <param name="kind">What numbers are reduced to.</param>
/// <param name="axes">The dimensions, which may count from the end; all where none is named.</param>
/// <param name="keepsDimensions">Whether they stay, with extent 1.</param>
internal sealed class Reduce(ReductionKind kind, IReadOnlyList<int> axes, bool keepsDimensions) : Module
{
    private readonly int[] _axes = [.. axes];

    internal static LayerDefinition<Reduce> Definition { get; } = new()
    {
        Type = nameof(Reduce),
        Make = settings => new Reduce(settings.Word<ReductionKind>("kind"), settings.Ints("axes"), settings.Bool("keeps_dimensions")),
        Describe = (layer, _) => new JsonObject
        {
            ["kind"] = $"{layer.Kind}",
            ["axes"] = new JsonArray([.. layer._axes.Select(axis => (JsonNode)axis)]),
            ["keeps_dimensions"] = layer.KeepsDimensions,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => Reducing.Reduced(
            inputs[0], Reducing.Axes(inputs[0], [.. settings.Ints("axes")]), settings.Bool("keeps_dimensions")),
    };

    /// <summary>What numbers are reduced to.</summary>
    public ReductionKind Kind { get; } = kind;

    /// <summary>The dimensions, which may count from the end; all where none is named.</summary>
    public IReadOnlyList<int> Axes => _axes;

    /// <summary>Whether the dimensions stay, with extent 1.</summary>
    public bool KeepsDimensions { get; } = keepsDimensions;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}([{string.Join(", ", _axes)}])";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Reduce(Kind, _axes, KeepsDimensions);
}
