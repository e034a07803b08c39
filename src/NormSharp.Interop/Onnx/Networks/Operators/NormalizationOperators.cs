using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Normalizations.</summary>
internal static class NormalizationOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("BatchNormalization", BatchNormalization),
    ];

    private static OnnxOperand BatchNormalization(OnnxCall call)
    {
        if (call.Whole("training_mode", 0) != 0 || call.Whole("is_test", 1) != 1 || call.Whole("spatial", 1) != 1)
        {
            throw call.Unsupported("training_mode, is_test = 0 or spatial = 0");
        }

        NamedTensor scale = call.Fixed(1, 1);
        BatchNormOptions options = BatchNormConvention.Onnx.ToOptions(call.Real("momentum", 0.9f), call.Real("epsilon", 1e-5f));
        var layer = new BatchNorm(call.Extent(scale.Count), options);
        call.Fill(layer.Gamma, scale);
        call.Fill(layer.Beta, call.Fixed(2, 1));
        call.Fill(layer.RunningMean, call.Fixed(3, 1));
        call.Fill(layer.RunningVariance, call.Fixed(4, 1));
        return call.Layer(layer, call.Operand(0));
    }
}
