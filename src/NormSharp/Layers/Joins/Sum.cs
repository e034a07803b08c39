using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = x₁ + x₂ + …, from the first input to the last.</summary>
/// <param name="broadcasts">
/// Whether inputs of different shapes are repeated along dimensions of extent 1; without it they must be equal, as in a shortcut.
/// </param>
public sealed class Sum(bool broadcasts = false) : Module
{
    internal static LayerDefinition<Sum> Definition { get; } = new()
    {
        Type = nameof(Sum),
        InputCount = (1, int.MaxValue),
        Make = settings => new Sum(settings.OptionalBool("broadcasts") ?? false),
        Describe = (layer, _) => new JsonObject { ["broadcasts"] = layer.Broadcasts },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs, settings.OptionalBool("broadcasts") ?? false),
        Lower = (_, inputs) => inputs.Count == 1 ? JoinOperation.Copy
            : inputs.All(shape => shape == inputs[0]) ? JoinOperation.Add(inputs.Count)
            : JoinOperation.Fold(BinaryOperation.Add, inputs),
    };

    /// <summary>Whether inputs of different shapes are repeated along dimensions of extent 1.</summary>
    public bool Broadcasts { get; } = broadcasts;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x;

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor sum = inputs[0];
        foreach (Tensor input in inputs[1..])
        {
            if (!Broadcasts && input.Shape != sum.Shape)
            {
                JoinedShapes.Same([sum.Shape, input.Shape]);
            }

            sum += input;
        }

        return sum;
    }

    /// <summary>The shape of the sum.</summary>
    internal static Shape OutputOf(IReadOnlyList<Shape> inputs, bool broadcasts)
        => broadcasts ? JoinedShapes.Broadcast(inputs) : JoinedShapes.Same(inputs);
}
