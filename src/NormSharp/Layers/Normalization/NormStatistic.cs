using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A statistic that a normalization works with, as a value of the network.</summary>
/// <param name="kind">Which.</param>
/// <param name="constant">The weight of the old value of a running statistic; ε of an inverse deviation.</param>
/// <param name="axis">The first dimension that a row has, which may count from the end.</param>
internal sealed class NormStatistic(NormStatisticKind kind, double constant, int axis = 1) : Module
{
    internal static LayerDefinition<NormStatistic> Definition { get; } = new()
    {
        Type = nameof(NormStatistic),
        InputCount = (1, 2),
        Make = settings => new NormStatistic(
            WindowSettings.Choice<NormStatisticKind>(settings, "kind"), settings.Double("constant"), settings.Int("axis")),
        Describe = (layer, _) => new JsonObject
        {
            ["kind"] = layer.Kind.ToString(),
            ["constant"] = layer.Constant,
            ["axis"] = layer.Axis,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs)
            => OutputOf(WindowSettings.Choice<NormStatisticKind>(settings, "kind"), settings.Int("axis"), inputs),
        Temporaries = 4,
    };

    /// <summary>Which.</summary>
    public NormStatisticKind Kind { get; } = kind;

    /// <summary>The weight of the old value of a running statistic; ε of an inverse deviation.</summary>
    public double Constant { get; } = constant;

    /// <summary>The first dimension that a row has.</summary>
    public int Axis { get; } = axis;

    private static bool IsRunning(NormStatisticKind kind) => kind is NormStatisticKind.RunningMean or NormStatisticKind.RunningVariance;

    /// <inheritdoc/>
    public override string ToString() => $"NormStatistic({Kind})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => OnForward([x]);

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = inputs[0];
        OutputOf(Kind, Axis, inputs.Length == 1 ? [x.Shape] : [x.Shape, inputs[1].Shape]);
        int first = IsRunning(Kind) ? 0 : x.Shape.Axis(Axis);
        int[] axes = [.. Enumerable.Range(first, x.Rank - first).Where(d => d != 1 || !IsRunning(Kind))];
        return Kind switch
        {
            NormStatisticKind.RunningMean => Averaged(inputs[1], x.Mean(axes)),
            NormStatisticKind.RunningVariance => Averaged(inputs[1], x.PopulationVariance(axes)),
            NormStatisticKind.RowMean => x.Mean(axes, keepDim: true),
            _ => x.PopulationVariance(axes, keepDim: true).Affine(1, Constant).ReciprocalSqrt(),
        };
    }

    private Tensor Averaged(Tensor running, Tensor batch)
        => SpatialConvolution.Joined(running, batch).Affine(Constant, 0) + batch.Affine(1 - Constant, 0);

    private static Shape OutputOf(NormStatisticKind kind, int axis, IReadOnlyList<Shape> inputs)
    {
        Shape x = inputs[0];
        if (IsRunning(kind))
        {
            return inputs.Count == 2 && x.Rank >= 2 && inputs[1] == [x[1]]
                ? inputs[1]
                : throw new ArgumentException(
                    $"a running statistic takes [N, C, …] and [C]; they have shapes {string.Join(" and ", inputs)}");
        }

        int first = x.Axis(axis);
        return inputs.Count == 1
            ? Shape.Create([.. x.AsSpan()[..first], .. Enumerable.Repeat(1, x.Rank - first)])
            : throw new ArgumentException($"a row's statistic takes one input, and was given {inputs.Count}");
    }
}
