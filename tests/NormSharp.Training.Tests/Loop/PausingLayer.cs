using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Loop;

/// <summary>Does something in the middle of a forward pass.</summary>
internal sealed class PausingLayer : Module
{
    public static LayerDefinition<PausingLayer> Definition { get; } = new()
    {
        Type = nameof(PausingLayer),
        Make = _ => new PausingLayer(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
    };

    /// <summary>What it does; null for nothing.</summary>
    public static Action? Pass { get; set; }

    protected override Tensor OnForward(Tensor x)
    {
        Pass?.Invoke();
        return x * 1f;
    }
}
