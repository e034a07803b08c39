using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Element by element, the second input where the first is not 0, the third elsewhere; all three broadcast.</summary>
internal sealed class Select : Module
{
    internal static LayerDefinition<Select> Definition { get; } = new()
    {
        Type = nameof(Select),
        InputCount = (3, 3),
        Make = _ => new Select(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => JoinedShapes.Broadcast(inputs),
        Lower = (_, inputs) => inputs[0] == inputs[1] && inputs[0] == inputs[2] ? Lowered : null,
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes three inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs) => inputs[0].Select(inputs[1], inputs[2]);

    private static PlanOperation Lowered { get; } = new(operands =>
    {
        (Backend backend, Tensor y) = (operands.Backend, operands.Output);
        Tensor[] inputs = [.. operands.Inputs.Select(input => Whole(backend, input, y.Shape))];
        return () => backend.Select(inputs[0], inputs[1], inputs[2], y);
    });

    /// <summary>A constant is there once, however many samples there are: here it is copied for each.</summary>
    private static Tensor Whole(Backend backend, Tensor x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }

        var whole = new Tensor(backend.Allocate(shape.ElementCount, backend.ElementType), shape, owner: null);
        backend.Copy(x.BroadcastTo(shape), whole);
        return whole;
    }
}
