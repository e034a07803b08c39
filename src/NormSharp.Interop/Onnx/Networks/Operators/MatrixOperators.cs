using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Products of matrices.</summary>
internal static class MatrixOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Gemm", Gemm),
        new("MatMul", MatMul),
    ];

    private static OnnxOperand Gemm(OnnxCall call)
    {
        bool isTransposed = call.Whole("transB", 0) != 0;
        if (call.Whole("transA", 0) != 0 || call.Real("alpha", 1) != 1 || call.Real("beta", 1) != 1)
        {
            throw call.Unsupported("transA, alpha or beta");
        }

        NamedTensor weight = call.Fixed(1, 2);
        NamedTensor? bias = call.OptionalFixed(2);
        (int rows, int columns) = (call.Extent(weight.Shape[0]), call.Extent(weight.Shape[1]));
        var layer = new Linear(isTransposed ? columns : rows, isTransposed ? rows : columns, bias is not null);
        float[] numbers = weight.ReadSingle();
        call.Fill(layer.Weight, isTransposed ? numbers : Transposed(numbers, rows, columns));
        call.Fill(layer.Bias, bias);
        return call.Layer(layer, call.Operand(0));
    }

    private static OnnxOperand MatMul(OnnxCall call)
    {
        NamedTensor weight = call.Fixed(1, 2);
        (int rows, int columns) = (call.Extent(weight.Shape[0]), call.Extent(weight.Shape[1]));
        var layer = new Linear(rows, columns, bias: false);
        call.Fill(layer.Weight, Transposed(weight.ReadSingle(), rows, columns));
        return call.Layer(layer, call.Operand(0));
    }

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
