using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// y = x₁ · x₂ · …, element by element, from the first input to the last. Dimensions of extent 1 are repeated, so that [N, C, H, W] times
/// [N, C, 1, 1] scales channels, as squeeze-and-excitation does (Hu, Shen and Sun 2018).
/// </summary>
public sealed class Product : Module
{
    internal static LayerDefinition<Product> Definition { get; } = new()
    {
        Type = nameof(Product),
        InputCount = (1, int.MaxValue),
        Make = _ => new Product(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => JoinedShapes.Broadcast(inputs),
        Lower = (_, inputs) => inputs.Count == 1 ? JoinOperation.Copy : JoinOperation.Fold(BinaryOperation.Multiply, inputs),
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x;

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor product = inputs[0];
        foreach (Tensor input in inputs[1..])
        {
            product *= input;
        }

        return product;
    }
}
