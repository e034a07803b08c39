using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
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
        Temporaries = 1,
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
        Lower = (layer, inputs) => Lowered(layer.Kind, Reducing.Axes(inputs[0], layer._axes), inputs[0]),
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

    /// <summary>Sums, means and maxima over dimensions that are neighbours and not the batch, in one pass; null for others.</summary>
    private static PlanOperation? Lowered(ReductionKind kind, int[] axes, Shape input)
    {
        bool isPlain = kind is ReductionKind.Sum or ReductionKind.Mean or ReductionKind.Max
            && axes[0] > 0 && axes[^1] - axes[0] == axes.Length - 1 && input.ElementCount > 0;
        return isPlain ? new PlanOperation(operands => Bind(kind, axes, operands)) : null;
    }

    private static Action Bind(ReductionKind kind, int[] axes, Operands operands)
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        int count = axes.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        int inner = x.Shape.Skip(axes[^1] + 1).Aggregate(1, (product, extent) => product * extent);
        var extent = new Reduction(x.Length / count / inner, count, inner);
        return kind switch
        {
            ReductionKind.Max => () => backend.Max(extent, x, y, null),
            ReductionKind.Sum => () => backend.Sum(extent, x, y),
            _ => () =>
            {
                backend.Sum(extent, x, y);
                backend.Affine(1.0 / count, 0, y, y);
            }
            ,
        };
    }
}
