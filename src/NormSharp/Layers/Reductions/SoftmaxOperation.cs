using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Softmax and its logarithm as steps of inference plans.</summary>
internal static class SoftmaxOperation
{
    /// <summary>The step along the last dimension, whose rows lie one after another; null along another.</summary>
    /// <param name="axis">The dimension, which may count from the end.</param>
    /// <param name="input">What the layer takes.</param>
    /// <param name="isLogarithm">Whether the logarithm is kept.</param>
    public static PlanOperation? Of(int axis, Shape input, bool isLogarithm)
        => input.Rank > 1 && input[^1] > 0 && input.Axis(axis) == input.Rank - 1 ? OfRows(isLogarithm) : null;

    private static PlanOperation OfRows(bool isLogarithm) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, Rows(operands.Inputs[0]), Rows(operands.Output));
        return isLogarithm
            ? () => backend.Softmax.LogSoftmax(x, y)
            : () =>
            {
                backend.Softmax.LogSoftmax(x, y);
                backend.Unary(UnaryOperation.Exp, y, y);
            };
    });

    private static Tensor Rows(Tensor x) => x.View([x.Length / x.Shape[^1], x.Shape[^1]]);
}
