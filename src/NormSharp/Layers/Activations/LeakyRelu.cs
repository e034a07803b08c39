using System.Text.Json.Nodes;
using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>x for x &gt; 0, slope·x elsewhere (Maas et al. 2013).</summary>
/// <param name="slope">The slope for negative inputs.</param>
public sealed class LeakyRelu(float slope = 0.01f) : ActivationModule(new Activation(ActivationKind.LeakyRelu, slope))
{
    internal static LayerDefinition<LeakyRelu> Definition { get; } = Define(
        nameof(LeakyRelu),
        settings => new LeakyRelu((float)settings.Double("slope")),
        layer => new JsonObject { ["slope"] = (double)layer.Function.Slope });

    /// <inheritdoc/>
    public override string ToString() => $"LeakyRelu({Function.Slope})";
}
