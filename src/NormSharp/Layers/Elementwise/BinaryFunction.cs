using System.Text.Json.Nodes;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// y = x₁ ∘ x₂ ∘ …, element by element, from the first input to the last; dimensions of extent 1 are repeated. Comparisons give 1 and 0 and
/// have no gradient, and neither has division of whole numbers.
/// </summary>
/// <param name="operation">∘.</param>
internal sealed class BinaryFunction(BinaryOperation operation) : Module
{
    internal static LayerDefinition<BinaryFunction> Definition { get; } = new()
    {
        Type = nameof(BinaryFunction),
        InputCount = (1, int.MaxValue),
        Make = settings => new BinaryFunction(settings.Word<BinaryOperation>("operation")),
        Describe = (layer, _) => new JsonObject { ["operation"] = $"{layer.Operation}" },
        State = _ => StateSize.None,
        Output = (_, inputs) => JoinedShapes.Broadcast(inputs),
        Lower = (layer, inputs) => inputs.Count == 1 ? JoinOperation.Copy : JoinOperation.Fold(layer.Operation, inputs),
    };

    /// <summary>∘.</summary>
    public BinaryOperation Operation { get; } = operation;

    /// <inheritdoc/>
    public override string ToString() => $"{Operation}";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x;

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor y = inputs[0];
        foreach (Tensor input in inputs[1..])
        {
            y = Arithmetic.Apply(Operation, y, input);
        }

        return y;
    }
}
