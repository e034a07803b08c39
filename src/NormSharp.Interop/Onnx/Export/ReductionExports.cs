using NormSharp.Layers;
using NormSharp.Primitives;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Reductions, the places of the largest, and softmax.</summary>
internal static class ReductionExports
{
    private const int Float = 1;
    private const int AxesAreAnInput = 18;
    private const int AxesOfSumsAreAnInput = 13;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<ArgMax>((layer, call) => call.Cast(
            call.Add(
                "ArgMax",
                call.Inputs,
                OnnxAttributes.Of("axis", (long)layer.Axis),
                OnnxAttributes.Of("keepdims", layer.KeepsDimension ? 1L : 0L),
                OnnxAttributes.Of("select_last_index", layer.TakesLast ? 1L : 0L)),
            Float)),
        LayerExports.For<LogSoftmax>((layer, call) => call.Add("LogSoftmax", call.Inputs, OnnxAttributes.Of("axis", (long)layer.Axis))),
        LayerExports.For<Reduce>(Reduce),
        LayerExports.For<Softmax>((layer, call) => call.Add("Softmax", call.Inputs, OnnxAttributes.Of("axis", (long)layer.Axis))),
    ];

    private static string Reduce(Reduce layer, LayerExport call)
    {
        string operation = layer.Kind switch
        {
            ReductionKind.Product => "ReduceProd",
            ReductionKind.SumOfSquares => "ReduceSumSquare",
            ReductionKind.LogOfSum => "ReduceLogSum",
            _ => $"Reduce{layer.Kind}",
        };
        long[] axes = [.. layer.Axes.Select(axis => (long)axis)];
        AttributeProto keeps = OnnxAttributes.Of("keepdims", layer.KeepsDimensions ? 1L : 0L);
        bool isInput = call.Opset >= (layer.Kind == ReductionKind.Sum ? AxesOfSumsAreAnInput : AxesAreAnInput);
        return axes.Length == 0 ? call.Add(operation, [call.X], keeps)
            : isInput ? call.Add(operation, [call.X, call.Wholes("axes", axes)], keeps)
            : call.Add(operation, [call.X], keeps, OnnxAttributes.Of("axes", axes));
    }
}
