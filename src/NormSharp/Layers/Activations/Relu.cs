using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>max(x, 0).</summary>
public sealed class Relu() : ActivationModule(new Activation(ActivationKind.Relu))
{
    internal static LayerDefinition<Relu> Definition { get; } = Define(nameof(Relu), _ => new Relu());
}
