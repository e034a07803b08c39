using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = a · b for a [.., m, k] and b [.., k, n]; the leading dimensions broadcast.</summary>
internal sealed class MatrixProduct : Module
{
    internal static LayerDefinition<MatrixProduct> Definition { get; } = new()
    {
        Type = nameof(MatrixProduct),
        InputCount = (2, 2),
        Make = _ => new MatrixProduct(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => OutputOf(inputs[0], inputs[1]),
        Lower = (_, _) => Lowered,
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes two inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs) => inputs[0].MatMul(inputs[1]);

    private static PlanOperation Lowered { get; } = new(operands =>
    {
        (Backend backend, Tensor y) = (operands.Backend, operands.Output);
        Shape lead = Shape.Create(y.Shape.AsSpan()[..^2]);
        (Tensor a, Action copyA) = Batched(backend, operands.Inputs[0], lead);
        (Tensor b, Action copyB) = Batched(backend, operands.Inputs[1], lead);
        Tensor c = y.View([lead.ElementCount, y.Shape[^2], y.Shape[^1]]);
        return () =>
        {
            copyA();
            copyB();
            backend.MatMul(a, b, c);
        };
    });

    /// <summary>The operand as a batch of matrices, and what copies it where its leading dimensions are repeated.</summary>
    private static (Tensor Operand, Action Copy) Batched(Backend backend, Tensor x, Shape lead)
    {
        Tensor? batched = Ops.MatrixProduct.AsBatch(x, lead, out Tensor full);
        if (batched is not null)
        {
            return (batched, () => { });
        }

        var copy = new Tensor(backend.Allocate(full.Length), full.Shape, owner: null);
        return (copy.View([lead.ElementCount, x.Shape[^2], x.Shape[^1]]), () => backend.Copy(full, copy));
    }

    private static Shape OutputOf(Shape a, Shape b)
    {
        if (a.Rank < 2 || b.Rank < 2 || a[^1] != b[^2])
        {
            throw new ArgumentException($"matrices {a} and {b} have no product: the first needs as many columns as the second has rows");
        }

        Shape lead = Shape.Broadcast(Shape.Create(a.AsSpan()[..^2]), Shape.Create(b.AsSpan()[..^2]));
        return [.. lead.AsSpan(), a[^2], b[^1]];
    }
}
