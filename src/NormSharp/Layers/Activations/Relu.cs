using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>max(x, 0).</summary>
public sealed class Relu() : ActivationModule(new Activation(ActivationKind.Relu));
