using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>1/(1 + e^−x).</summary>
public sealed class Sigmoid() : ActivationModule(new Activation(ActivationKind.Sigmoid))
{
    internal static LayerDefinition<Sigmoid> Definition { get; } = Define(nameof(Sigmoid), _ => new Sigmoid());
}
