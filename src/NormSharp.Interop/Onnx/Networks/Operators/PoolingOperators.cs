using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Pooling, of any rank.</summary>
internal static class PoolingOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("AveragePool", AveragePool),
        new("GlobalAveragePool", call => call.Layer(
            call.Operand(0).Rank == 4 ? new GlobalAveragePool2d() : new GlobalPool(GlobalPoolKind.Average), call.Operand(0))),
        new("GlobalLpPool", call => call.Layer(new GlobalPool(GlobalPoolKind.Norm, Order(call)), call.Operand(0))),
        new("GlobalMaxPool", call => call.Layer(new GlobalPool(GlobalPoolKind.Max), call.Operand(0))),
        new("LpPool", call => call.Layer(new LpPool(Order(call), call.Window().For(call.Operand(0))), call.Operand(0))),
        new("MaxPool", MaxPool),
    ];

    private static IReadOnlyList<OnnxOperand?> MaxPool(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        SpatialWindow window = call.Window().For(x);
        OnnxOperand maxima = call.Layer(
            IsPlain(window, out Size2d padding)
                ? new MaxPool2d(WindowCalls.Pair(window.Kernel), WindowCalls.Pair(window.Stride), padding)
                : new MaxPool(window),
            x);
        return call.Gives(1)
            ? [maxima, call.Layer(ElementType.Int64, new MaxPoolPlaces(window, call.Whole("storage_order", 0) != 0), x)]
            : [maxima];
    }

    private static OnnxOperand AveragePool(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        SpatialWindow window = call.Window().For(x);
        bool countsPadding = call.Whole("count_include_pad", 0) != 0;
        return call.Layer(
            IsPlain(window, out Size2d padding)
                ? new AveragePool2d(WindowCalls.Pair(window.Kernel), WindowCalls.Pair(window.Stride), padding, countsPadding)
                : new AveragePool(window, countsPadding),
            x);
    }

    /// <summary>Whether windows are of planes, without dilation, with at most half of one padded and nothing rounded up.</summary>
    private static bool IsPlain(SpatialWindow window, out Size2d padding)
        => window.IsPlanar(out padding) && !window.Ceil && window.Dilation.All(dilation => dilation == 1)
            && window.Before.Zip(window.Kernel).All(side => 2 * side.First <= side.Second);

    /// <summary>p, which early versions of the standard have as a real number.</summary>
    private static int Order(OnnxCall call) => call.Value("p") switch
    {
        null => 2,
        long p when p is >= 1 and <= 64 => (int)p,
        float p when p is >= 1 and <= 64 && p == MathF.Floor(p) => (int)p,
        _ => throw call.Unsupported("its p, expected a whole number from 1 to 64"),
    };
}
