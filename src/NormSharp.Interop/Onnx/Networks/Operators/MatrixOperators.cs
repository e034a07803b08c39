using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Products of matrices; with weights of the file they are fully connected layers.</summary>
internal static class MatrixOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Gemm", Gemm),
        new("MatMul", MatMul),
    ];

    /// <summary>alpha·A'·B' + beta·C.</summary>
    private static OnnxOperand Gemm(OnnxCall call)
    {
        OnnxOperand a = Transposed(call, call.Operand(0), "transA");
        (float alpha, float beta) = (call.Real("alpha", 1), call.Real("beta", 1));
        OnnxOperand? c = call.Optional(2);
        if (WeightOf(call.Operand(1)) is { } weight && BiasOf(c, weight, call) is (true, var bias))
        {
            bool isTransposed = call.Whole("transB", 0) != 0;
            float[] numbers = weight.ReadSingle();
            (int rows, int columns) = (call.Extent(weight.Shape[0]), call.Extent(weight.Shape[1]));
            float[] scaled = Scaled(isTransposed ? numbers : Transposed(numbers, rows, columns), alpha);
            return Linear(call, a, scaled, isTransposed ? (columns, rows) : (rows, columns), bias is null ? null : Scaled(bias, beta));
        }

        OnnxOperand product = call.Affine(
            call.Layer(new MatrixProduct(), a, Transposed(call, call.Operand(1), "transB")), alpha, 0);
        return call.Rounded(c is null ? product : ElementwiseOperators.Sum(call, [product, call.Affine(c, beta, 0)]));
    }

    private static OnnxOperand MatMul(OnnxCall call)
    {
        (OnnxOperand a, OnnxOperand b) = (call.Operand(0), call.Operand(1));
        if (a.Rank > 1 && a.Constant is null && WeightOf(b) is { } weight)
        {
            (int rows, int columns) = (call.Extent(weight.Shape[0]), call.Extent(weight.Shape[1]));
            return Linear(call, a, Transposed(weight.ReadSingle(), rows, columns), (rows, columns), null);
        }

        OnnxOperand left = a.Rank == 1 ? ShapeOperators.Reshape(call, a, [1, a.Shape[0]], [1, a.Shapes.Second[0]]) : a;
        OnnxOperand right = b.Rank == 1 ? ShapeOperators.Reshape(call, b, [b.Shape[0], 1], [b.Shapes.Second[0], 1]) : b;
        OnnxOperand y = call.Rounded(call.Layer(new MatrixProduct(), left, right));
        return a.Rank > 1 && b.Rank > 1 ? y
            : ShapeOperators.Reshape(call, y, Result(y.Shapes.First, a.Rank, b.Rank), Result(y.Shapes.Second, a.Rank, b.Rank));
    }

    private static int[] Result(Shape y, int left, int right)
        => [.. y.AsSpan()[..^2], .. left == 1 ? [] : (int[])[y[^2]], .. right == 1 ? [] : (int[])[y[^1]]];

    private static OnnxOperand Linear(OnnxCall call, OnnxOperand x, float[] weight, (int In, int Out) size, float[]? bias)
    {
        var layer = new Linear(size.In, size.Out, bias is not null);
        call.Fill(layer.Weight, weight);
        if (bias is not null)
        {
            call.Fill(layer.Bias, bias);
        }

        return call.Rounded(call.Layer(layer, x));
    }

    private static NamedTensor? WeightOf(OnnxOperand operand)
        => operand.Constant is { IsFixed: true, First: { Shape.Count: 2, Count: > 0 } numbers } ? numbers : null;

    /// <summary>The bias of a fully connected layer, and whether the operand is one.</summary>
    private static (bool IsOne, float[]? Bias) BiasOf(OnnxOperand? operand, NamedTensor weight, OnnxCall call)
    {
        if (operand is null)
        {
            return (true, null);
        }

        int outputs = call.Extent(weight.Shape[call.Whole("transB", 0) != 0 ? 0 : 1]);
        if (operand.Constant is not { IsFixed: true } constant || (constant.First.Count != 1 && operand.Shape[^1] != constant.First.Count))
        {
            return (false, null);
        }

        float[] numbers = constant.First.ReadSingle();
        return numbers.Length == outputs ? (true, (float[]?)numbers)
            : numbers.Length == 1 ? (true, [.. Enumerable.Repeat(numbers[0], outputs)])
            : (false, null);
    }

    private static OnnxOperand Transposed(OnnxCall call, OnnxOperand x, string setting)
        => call.Whole(setting, 0) != 0 ? call.Layer(new Permute([1, 0]), x) : x;

    private static float[] Scaled(float[] numbers, float factor)
        => factor == 1 ? numbers : [.. numbers.Select(number => number * factor)];

    private static float[] Transposed(float[] numbers, int rows, int columns)
    {
        float[] result = new float[numbers.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = numbers[(i % rows * columns) + (i / rows)];
        }

        return result;
    }
}
