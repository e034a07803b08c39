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
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes two inputs, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs) => inputs[0].MatMul(inputs[1]);

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
