using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Reductions, and the places of the largest.</summary>
internal static class ReductionOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("ArgMax", call => ArgMax(call, call.Operand(0))),
        new("ArgMin", call => ArgMax(call, call.Layer(new Affine(-1, 0), call.Operand(0)))),
        new("ReduceL1", call => Reduce(call, ReductionKind.L1)),
        new("ReduceL2", call => Reduce(call, ReductionKind.L2)),
        new("ReduceLogSum", call => Reduce(call, ReductionKind.LogOfSum)),
        new("ReduceLogSumExp", call => Reduce(call, ReductionKind.LogSumExp)),
        new("ReduceMax", call => Reduce(call, ReductionKind.Max)),
        new("ReduceMean", call => Reduce(call, ReductionKind.Mean)),
        new("ReduceMin", call => Reduce(call, ReductionKind.Min)),
        new("ReduceProd", call => Reduce(call, ReductionKind.Product)),
        new("ReduceSum", call => Reduce(call, ReductionKind.Sum)),
        new("ReduceSumSquare", call => Reduce(call, ReductionKind.SumOfSquares)),
        new("TopK", TopK),
    ];

    /// <summary>Axes are an operand in later versions and a setting in earlier ones.</summary>
    private static OnnxOperand Reduce(OnnxCall call, ReductionKind kind)
    {
        OnnxOperand x = call.Operand(0);
        long[] axes = call.OptionalWholes(1) ?? call.Wholes("axes") ?? [];
        if (axes.Length == 0 && call.Whole("noop_with_empty_axes", 0) != 0)
        {
            return x;
        }

        OnnxOperand y = call.Layer(
            new Reduce(kind, [.. axes.Select(axis => call.Axis(axis, x.Rank))], call.Whole("keepdims", 1) != 0), x);
        return x.IsWhole() && kind == ReductionKind.Mean ? call.Layer(new UnaryFunction(UnaryOperation.Truncate), y) : call.Rounded(y);
    }

    private static OnnxOperand ArgMax(OnnxCall call, OnnxOperand x) => call.Layer(
        ElementType.Int64,
        new ArgMax(call.Axis(call.Whole("axis", 0), x.Rank), call.Whole("keepdims", 1) != 0, call.Whole("select_last_index", 0) != 0),
        x);

    /// <summary>The indices are a layer, and the numbers are gathered by them.</summary>
    private static IReadOnlyList<OnnxOperand?> TopK(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        long count = call.Version < 10 ? call.Whole("k", 1) : call.OptionalWholes(1) is [var k] ? k : throw call.Unsupported("no one k");
        int axis = call.Axis(call.Whole("axis", -1), x.Rank);
        OnnxOperand indices = call.Layer(
            ElementType.Int64, new TopIndices((int)Math.Clamp(count, 0, int.MaxValue), axis, call.Whole("largest", 1) != 0), x);
        return [call.Gives(0) ? call.Layer(new Gather(IndexKind.Elements, axis), x, indices) : null, indices];
    }
}
