using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// The inputs side by side along one dimension; all other extents must be equal. Dense blocks join their feature maps so.
/// </summary>
/// <param name="dimension">The dimension, which may count from the end: 1, the channels, where nothing is said.</param>
public sealed class Concatenate(int dimension = 1) : Module
{
    internal static LayerDefinition<Concatenate> Definition { get; } = new()
    {
        Type = nameof(Concatenate),
        InputCount = (1, int.MaxValue),
        Make = settings => new Concatenate(settings.Int("dimension")),
        Describe = (layer, _) => new JsonObject { ["dimension"] = layer.Dimension },
        State = _ => StateSize.None,
        Output = (settings, inputs) => JoinedShapes.Concatenate(inputs, settings.Int("dimension")),
        Lower = (layer, _) => JoinOperation.Concatenate(layer.Dimension),
    };

    /// <summary>The dimension, which may count from the end.</summary>
    public int Dimension { get; } = dimension;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x;

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs) => Views.Concat(Dimension, inputs);
}
