using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>tanh x.</summary>
public sealed class Tanh() : ActivationModule(new Activation(ActivationKind.Tanh))
{
    internal static LayerDefinition<Tanh> Definition { get; } = Define(nameof(Tanh), _ => new Tanh());
}
