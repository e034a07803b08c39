using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>x·Φ(x), exact (Hendrycks and Gimpel 2016).</summary>
public sealed class Gelu() : ActivationModule(new Activation(ActivationKind.Gelu))
{
    internal static LayerDefinition<Gelu> Definition { get; } = Define(nameof(Gelu), _ => new Gelu());
}
