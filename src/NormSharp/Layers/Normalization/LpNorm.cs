using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>x / (Σ|x|ᵖ)^(1/p) along one dimension; what is all zeros stays so.</summary>
/// <param name="p">p, from 1 to 64.</param>
/// <param name="axis">The dimension, which may count from the end.</param>
internal sealed class LpNorm(int p, int axis) : Module
{
    // The smallest number that float32 holds at full precision: added, it changes no sum that is not all but zero.
    private const double Smallest = 1.17549435e-38;

    internal static LayerDefinition<LpNorm> Definition { get; } = new()
    {
        Type = nameof(LpNorm),
        Temporaries = 1,
        Make = settings => new LpNorm(settings.Int("p"), settings.Int("axis")),
        Describe = (layer, _) => new JsonObject { ["p"] = layer.P, ["axis"] = layer.Axis },
        State = _ => StateSize.None,
        Output = (settings, inputs) => inputs[0].Axis(settings.Int("axis")) >= 0 ? inputs[0] : default,
    };

    /// <summary>p.</summary>
    public int P { get; } = p;

    /// <summary>The dimension.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
        => x / Norms.Root(Norms.Power(x, P).Sum([x.Shape.Axis(Axis)], keepDim: true).Affine(1, Smallest), P);
}
