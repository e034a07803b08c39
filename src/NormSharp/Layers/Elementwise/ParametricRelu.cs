using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
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
        Lower = (_, inputs) => JoinedShapes.Broadcast(inputs) == inputs[0] ? new PlanOperation(Bind) { Scratch = inputs[0] } : null,
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes two inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = inputs[0];
        return x.GreaterThan(Tensor.Scalar(0)).Select(x, x * inputs[1]);
    }

    private static Action Bind(Operands operands)
    {
        (Backend backend, Tensor y, Tensor product) = (operands.Backend, operands.Output, operands.Scratch!);
        (Tensor x, Tensor slope) = (operands.Inputs[0], operands.Inputs[1].BroadcastTo(y.Shape));
        Tensor zeros = operands.Constants.Of("zero", () => Zero(backend)).BroadcastTo(y.Shape);
        return () =>
        {
            backend.Binary(BinaryOperation.Multiply, x, slope, product);
            backend.Binary(BinaryOperation.Greater, x, zeros, y);
            backend.Select(y, x, product, y);
        };
    }
    private static Tensor Zero(Backend backend)
    {
        var zero = new Tensor(backend.Allocate(1, backend.ElementType), [1], owner: null);
        backend.Write<float>([0], zero);
        return zero;
    }
}
