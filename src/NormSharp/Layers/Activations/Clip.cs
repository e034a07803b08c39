using System.Text.Json.Nodes;
using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>y = min(max(x, lower), upper); with 0 and 6 it is Relu6 (Howard et al. 2017). A bound may be infinite.</summary>
/// <param name="lower">The least value.</param>
/// <param name="upper">The greatest value; it wins where the lower bound is above it.</param>
internal sealed class Clip(float lower, float upper)
    : ActivationModule(new Activation(ActivationKind.Clip) { Lower = lower, Upper = upper })
{
    internal static LayerDefinition<Clip> Definition { get; } =
        Define(
            nameof(Clip),
            settings => new Clip(
                (float)(settings.OptionalDouble("lower") ?? double.NegativeInfinity),
                (float)(settings.OptionalDouble("upper") ?? double.PositiveInfinity)),
            layer => Bounds(layer.Function));

    /// <inheritdoc/>
    public override string ToString() => $"Clip({Function.Lower}, {Function.Upper})";

    private static JsonObject Bounds(Activation function)
    {
        var bounds = new JsonObject();
        if (float.IsFinite(function.Lower))
        {
            bounds["lower"] = (double)function.Lower;
        }

        if (float.IsFinite(function.Upper))
        {
            bounds["upper"] = (double)function.Upper;
        }

        return bounds;
    }
}
