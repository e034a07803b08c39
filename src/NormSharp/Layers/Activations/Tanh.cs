using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>tanh x.</summary>
public sealed class Tanh() : ActivationModule(new Activation(ActivationKind.Tanh));
