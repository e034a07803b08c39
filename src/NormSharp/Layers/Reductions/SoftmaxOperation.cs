using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Softmax and its logarithm as steps of inference plans.</summary>
internal static class SoftmaxOperation
{
    /// <summary>
    /// The step along a dimension: of rows, which the last dimension has one after another; another is moved there first.
    /// </summary>
    /// <param name="axis">The dimension, which may count from the end.</param>
    /// <param name="input">What the layer takes.</param>
    /// <param name="isLogarithm">Whether the logarithm is kept.</param>
    /// <returns>Null for an input of one dimension, or of none.</returns>
    public static PlanOperation? Of(int axis, Shape input, bool isLogarithm)
    {
        if (input.Rank < 2 || input.ElementCount == 0)
        {
            return null;
        }

        int along = input.Axis(axis);
        return along == input.Rank - 1 ? OfRows(isLogarithm) : Along(along, input, isLogarithm);
    }

    private static PlanOperation Along(int along, Shape input, bool isLogarithm)
    {
        int[] order = [.. Enumerable.Range(0, input.Rank)];
        (order[along], order[^1]) = (order[^1], order[along]);
        return new PlanOperation(operands =>
        {
            (Backend backend, Tensor turned, Tensor y) = (operands.Backend, operands.Scratch!, operands.Output);
            (Tensor x, Tensor rows, Tensor back) = (operands.Inputs[0].Permuted(order), Rows(turned), turned.Permuted(order));
            return () =>
            {
                backend.Copy(x, turned);
                backend.Softmax.LogSoftmax(rows, rows);
                backend.Copy(back, y);
                if (!isLogarithm)
                {
                    backend.Unary(UnaryOperation.Exp, y, y);
                }
            };
        })
        {
            Scratch = Shape.Create([.. order.Select(d => input[d])]),
            IsForOneSample = along == 0,
        };
    }

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
