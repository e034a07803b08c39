using System.Text.Json.Nodes;
using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>y = x for x &gt; 0, slope·(e^x − 1) elsewhere (Clevert et al. 2016).</summary>
/// <param name="slope">What y tends to below 0, negated.</param>
internal sealed class Elu(float slope = 1) : ActivationModule(new Activation(ActivationKind.Elu, slope))
{
    internal static LayerDefinition<Elu> Definition { get; } =
        Define(
            nameof(Elu),
            settings => new Elu((float)settings.Double("slope")),
            layer => new JsonObject { ["slope"] = layer.Function.Slope });

    /// <inheritdoc/>
    public override string ToString() => $"Elu({Function.Slope})";
}
