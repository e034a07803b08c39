using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Repeats each value over a block of rows and columns (nearest neighbour): [N, C, H, W] becomes [N, C, factor·H, factor·W].
/// </summary>
public sealed class Upsample2d : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">How often rows and columns are repeated.</param>
    /// <exception cref="ArgumentException">The factor is below 1, or too large.</exception>
    public Upsample2d(Size2d factor)
    {
        SizeLimits.InRange(factor.Height, 1, SizeLimits.Step, "Upsample2d's", "factor of rows");
        SizeLimits.InRange(factor.Width, 1, SizeLimits.Step, "Upsample2d's", "factor of columns");
        Factor = factor;
    }

    internal static LayerDefinition<Upsample2d> Definition { get; } = new()
    {
        Type = nameof(Upsample2d),
        Make = settings => new Upsample2d(settings.Size("factor")),
        Describe = (layer, _) => new JsonObject { ["factor"] = LayerSettings.Pair(layer.Factor) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Size("factor")),
        Pass = (_, _) => null,
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            Shape blocks = BlocksOf(operands.Inputs[0].Shape, layer.Factor);
            Tensor x = Spread(operands.Inputs[0], operands.Inputs[0].Shape).BroadcastTo(blocks);
            (Backend backend, Tensor y) = (operands.Backend, operands.Output.View(blocks));
            return () => backend.Copy(x, y);
        }),
    };

    /// <summary>How often rows and columns are repeated.</summary>
    public Size2d Factor { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Upsample2d({Factor})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Shape output = OutputOf(x.Shape, Factor);
        Shape s = x.Shape;
        return x.Reshape(s[0], s[1], s[2], 1, s[3], 1).Expand(BlocksOf(s, Factor)).Reshape(output.AsSpan());
    }

    private static Shape OutputOf(Shape x, Size2d factor) => x.Rank == 4
        ?
        [
            x[0],
            x[1],
            SizeLimits.Whole((long)x[2] * factor.Height, "Upsample2d's", "output height"),
            SizeLimits.Whole((long)x[3] * factor.Width, "Upsample2d's", "output width"),
        ]
        : throw new ArgumentException($"Upsample2d takes an input [N, C, H, W]; it has shape {x}");

    private static Shape BlocksOf(Shape x, Size2d factor) => [x[0], x[1], x[2], factor.Height, x[3], factor.Width];

    private static Tensor Spread(Tensor x, Shape s) => x.View([s[0], s[1], s[2], 1, s[3], 1]);
}
