using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Transforms;

/// <summary>
/// The activation that a classifier of others often ends with. A loss and probabilities are computed of logits: they are worked out from
/// its outputs, or the activation is taken off before a training.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The layer's path; empty for none.</param>
internal sealed record FinalActivation(FinalActivationKind Kind, string Name)
{
    /// <summary>Logarithms of what is smaller are taken of it: the least normal number.</summary>
    private const float Least = 1.17549435e-38f;

    /// <summary>The number before 1.</summary>
    private const float Most = 1 - 5.96046448e-8f;

    private static readonly FinalActivation None = new(FinalActivationKind.None, string.Empty);

    /// <summary>What a network ends with whose first output is [N, classes].</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The shape of an input that fits.</param>
    /// <exception cref="LayerException">The input does not fit.</exception>
    public static FinalActivation Of(Module model, Shape input)
    {
        GraphValue output = ModelGraph.Of(model, input.With(0, 1)).Outputs[0];
        GraphNode? last = output.Origin;
        while (last is { Inputs.Count: 1 } && (last.IsView || last.Layer is Identity or Dropout))
        {
            last = last.Inputs[0].Origin;
        }

        FinalActivationKind kind = output.Shape.Rank != 2 || last is null ? FinalActivationKind.None : last.Layer switch
        {
            Softmax layer when IsOverClasses(layer, last.Output.Shape) => FinalActivationKind.Softmax,
            Sigmoid when output.Shape[1] > 1 => FinalActivationKind.Sigmoid,
            _ => FinalActivationKind.None,
        };
        return kind == FinalActivationKind.None ? None : new FinalActivation(kind, last!.Name);
    }

    /// <summary>A copy of the network that gives logits; the network itself where it does so already.</summary>
    /// <param name="model">The network.</param>
    public Module Without(Module model)
    {
        if (Kind == FinalActivationKind.None)
        {
            return model;
        }

        var tree = new ArchitectureTree(model);
        tree.Remove(Name);
        Module copy = UndrawnValues.Make(tree.Build);
        ModelRewriting.CopyState(model, copy);
        copy.Evaluate();
        return copy;
    }

    /// <summary>Works out logits from outputs, in place: ln p of probabilities, ln p − ln(1 − p) of sigmoids.</summary>
    /// <param name="outputs">Any number of outputs.</param>
    public void ToLogits(Span<float> outputs)
    {
        switch (Kind)
        {
            case FinalActivationKind.Softmax:
                TakeLogarithms(outputs);
                break;
            case FinalActivationKind.Sigmoid:
                TakeLogits(outputs);
                break;
            default:
                break;
        }
    }

    private static bool IsOverClasses(Softmax layer, Shape shape)
    {
        int axis = shape.Axis(layer.Axis);
        return shape.Rank > 1 && axis > 0 && shape[axis] * shape[0] == shape.ElementCount;
    }

    private static void TakeLogarithms(Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = MathF.Log(MathF.Max(value, Least));
        }
    }

    private static void TakeLogits(Span<float> values)
    {
        foreach (ref float value in values)
        {
            float p = MathF.Min(MathF.Max(value, Least), Most);
            value = MathF.Log(p) - MathF.Log(1 - p);
        }
    }
}
