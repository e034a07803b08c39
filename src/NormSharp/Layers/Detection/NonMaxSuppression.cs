using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Keeps the boxes of the highest scores that do not cover each other. Inputs: boxes [N, B, 4] and scores [N, K, B] of K classes; output
/// [kept, 3], a row (sample, class, box) for each box that is kept. How many there are depends on the numbers, so that no plan can be made
/// of it; <see cref="LayerDefinition{TLayer}.Output"/> says the most. No gradient.
/// </summary>
internal sealed class NonMaxSuppression(SuppressionSettings suppression) : Module
{
    internal static LayerDefinition<NonMaxSuppression> Definition { get; } = new()
    {
        Type = nameof(NonMaxSuppression),
        InputCount = (2, 2),
        Make = settings => new NonMaxSuppression(From(settings)),
        Describe = (layer, _) => new JsonObject
        {
            ["most_per_class"] = layer.Suppression.MostPerClass,
            ["overlap"] = layer.Suppression.Overlap,
            ["least_score"] = layer.Suppression.LeastScore,
            ["has_centers"] = layer.Suppression.HasCenters,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => MostOf(inputs[0], inputs[1], From(settings)),
    };

    /// <summary>Which boxes are kept.</summary>
    public SuppressionSettings Suppression { get; } = suppression;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes boxes and scores");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        MostOf(inputs[0].Shape, inputs[1].Shape, Suppression);
        return inputs[0].SuppressBoxes(inputs[1], Suppression);
    }

    private static SuppressionSettings From(LayerSettings settings) => new(settings.Long("most_per_class"), settings.Double("overlap"))
    {
        LeastScore = settings.OptionalDouble("least_score"),
        HasCenters = settings.Bool("has_centers"),
    };

    private static Shape MostOf(Shape boxes, Shape scores, SuppressionSettings suppression)
        => boxes.Rank == 3 && boxes[2] == 4 && scores.Rank == 3 && scores[0] == boxes[0] && scores[2] == boxes[1]
        ? [checked(scores[0] * scores[1] * (int)Math.Clamp(suppression.MostPerClass, 0, scores[2])), 3]
        : throw new ArgumentException(
            $"NonMaxSuppression takes boxes [N, B, 4] and scores [N, K, B]; they have shapes {boxes} and {scores}");
}
