using NormSharp.Primitives;

namespace NormSharp.Layers;

/// <summary>y = x·min(max(x/6 + 1/2, 0), 1) (Howard et al. 2019).</summary>
internal sealed class HardSwish() : ActivationModule(new Activation(ActivationKind.HardSwish))
{
    internal static LayerDefinition<HardSwish> Definition { get; } =
        Define(nameof(HardSwish), _ => new HardSwish());
}
