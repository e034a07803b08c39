using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>One number for each plane: [N, C, d₁, …, dₖ] becomes [N, C, 1, …, 1].</summary>
/// <param name="kind">Which number.</param>
/// <param name="p">p of the norm; nothing for the others.</param>
internal sealed class GlobalPool(GlobalPoolKind kind, int p = 2) : Module
{
    internal static LayerDefinition<GlobalPool> Definition { get; } = new()
    {
        Type = nameof(GlobalPool),
        Make = settings => new GlobalPool(WindowSettings.Choice<GlobalPoolKind>(settings, "kind"), settings.Int("p")),
        Describe = (layer, _) => new JsonObject { ["kind"] = layer.Kind.ToString(), ["p"] = layer.P },
        State = _ => StateSize.None,
        Output = (_, inputs) => OutputOf(inputs[0]),
        Temporaries = 4,
        Pass = (layer, line) => layer.Kind switch
        {
            GlobalPoolKind.Average => null,
            GlobalPoolKind.Max when !line.Scale.Any(scale => scale < 0) => null,
            GlobalPoolKind.Max => "takes maxima, and a negative scale would turn them into minima",
            _ => "takes norms, which a shift does not pass",
        },
    };

    /// <summary>Which number.</summary>
    public GlobalPoolKind Kind { get; } = kind;

    /// <summary>p of the norm.</summary>
    public int P { get; } = p;

    /// <inheritdoc/>
    public override string ToString() => $"GlobalPool({Kind})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        OutputOf(x.Shape);
        int[] axes = [.. Enumerable.Range(2, x.Rank - 2)];
        return Kind switch
        {
            GlobalPoolKind.Average => x.Mean(axes, keepDim: true),
            GlobalPoolKind.Max => x.Max(axes, keepDim: true),
            _ => Norms.Norm(x, P, axes, keepDim: true),
        };
    }

    private static Shape OutputOf(Shape x) => x.Rank > 2
        ? Shape.Create([x[0], x[1], .. Enumerable.Repeat(1, x.Rank - 2)])
        : throw new ArgumentException($"GlobalPool takes an input [N, C, …] of at least 3 dimensions; it has shape {x}");
}
