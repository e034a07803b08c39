using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = x for x &gt; 0, slope·x elsewhere, where the slope is the second input and broadcasts (He et al. 2015).</summary>
internal sealed class ParametricRelu : Module
{
    internal static LayerDefinition<ParametricRelu> Definition { get; } = new()
    {
        Type = nameof(ParametricRelu),
        InputCount = (2, 2),
        Make = _ => new ParametricRelu(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => JoinedShapes.Broadcast(inputs),
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes two inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = inputs[0];
        return x.GreaterThan(Tensor.Scalar(0)).Select(x, x * inputs[1]);
    }
}
