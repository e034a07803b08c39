using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>x/(1 + e^−x) (Elfwing et al. 2018).</summary>
public sealed class Silu() : ActivationModule(new Activation(ActivationKind.Silu))
{
    internal static LayerDefinition<Silu> Definition { get; } = Define(nameof(Silu), _ => new Silu());
}
