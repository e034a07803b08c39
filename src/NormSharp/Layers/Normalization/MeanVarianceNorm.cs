using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// (x − μ)/√(σ² + ε), where μ and the population variance σ² are taken over given dimensions; no parameters and no state.
/// </summary>
/// <param name="axes">The dimensions, which may count from the end.</param>
/// <param name="epsilon">ε.</param>
internal sealed class MeanVarianceNorm(IReadOnlyList<int> axes, double epsilon) : Module
{
    internal static LayerDefinition<MeanVarianceNorm> Definition { get; } = new()
    {
        Type = nameof(MeanVarianceNorm),
        Temporaries = 3,
        Make = settings => new MeanVarianceNorm(settings.Ints("axes"), settings.Double("epsilon")),
        Describe = (layer, _) => new JsonObject { ["axes"] = WindowSettings.List(layer.Axes), ["epsilon"] = layer.Epsilon },
        State = _ => StateSize.None,
        Output = (settings, inputs) => Checked(inputs[0], settings.Ints("axes")),
    };

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<int> Axes { get; } = axes;

    /// <summary>ε.</summary>
    public double Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Checked(x.Shape, Axes);
        int[] axes = [.. Axes];
        Tensor centered = x - x.Mean(axes, keepDim: true);
        return centered * centered.Square().Mean(axes, keepDim: true).Affine(1, Epsilon).ReciprocalSqrt();
    }

    private static Shape Checked(Shape x, IReadOnlyList<int> axes)
    {
        foreach (int axis in axes)
        {
            _ = x.Axis(axis);
        }

        return x;
    }
}
