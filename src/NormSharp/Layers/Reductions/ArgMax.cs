using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Where the largest number along a dimension stands; no gradient.</summary>
/// <param name="axis">The dimension, which may count from the end.</param>
/// <param name="keepsDimension">Whether it stays, with extent 1.</param>
/// <param name="takesLast">Whether the last of equals is named; else the first.</param>
internal sealed class ArgMax(int axis, bool keepsDimension, bool takesLast) : Module
{
    internal static LayerDefinition<ArgMax> Definition { get; } = new()
    {
        Type = nameof(ArgMax),
        Temporaries = 2,
        Make = settings => new ArgMax(settings.Int("axis"), settings.Bool("keeps_dimension"), settings.Bool("takes_last")),
        Describe = (layer, _) => new JsonObject
        {
            ["axis"] = layer.Axis,
            ["keeps_dimension"] = layer.KeepsDimension,
            ["takes_last"] = layer.TakesLast,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => Reducing.Reduced(
            inputs[0], [inputs[0].Axis(settings.Int("axis"))], settings.Bool("keeps_dimension")),
    };

    /// <summary>The dimension, which may count from the end.</summary>
    public int Axis { get; } = axis;

    /// <summary>Whether it stays, with extent 1.</summary>
    public bool KeepsDimension { get; } = keepsDimension;

    /// <summary>Whether the last of equals is named; else the first.</summary>
    public bool TakesLast { get; } = takesLast;

    /// <inheritdoc/>
    public override string ToString() => $"ArgMax({Axis})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        if (!TakesLast)
        {
            return x.ArgMax([Axis], KeepsDimension);
        }

        int extent = x.Shape[x.Shape.Axis(Axis)];
        Tensor backward = Tensor.From([.. Enumerable.Range(0, extent).Select(i => (float)(extent - 1 - i))], [extent]);
        return x.Gather(IndexKind.Entries, backward, Axis).ArgMax([Axis], KeepsDimension).Affine(-1, extent - 1);
    }
}
