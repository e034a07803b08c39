using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = f(x), element by element: roots, logarithms, rounding and the like; those that step have gradient 0.</summary>
/// <param name="operation">f.</param>
internal sealed class UnaryFunction(UnaryOperation operation) : Module
{
    internal static LayerDefinition<UnaryFunction> Definition { get; } = new()
    {
        Type = nameof(UnaryFunction),
        Make = settings => new UnaryFunction(settings.Word<UnaryOperation>("operation")),
        Describe = (layer, _) => new JsonObject { ["operation"] = $"{layer.Operation}" },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
        Lower = (layer, _) => Lowered(layer.Operation),
    };

    /// <summary>f.</summary>
    public UnaryOperation Operation { get; } = operation;

    /// <inheritdoc/>
    public override string ToString() => $"{Operation}";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => ElementaryFunctions.Apply(Operation, x);

    private static PlanOperation Lowered(UnaryOperation operation) => new PlanOperation(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        return () => backend.Unary(operation, x, y);
    }).NumberByNumber();
}
