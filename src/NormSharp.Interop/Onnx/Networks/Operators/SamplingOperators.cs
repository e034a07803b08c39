using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>What reads or writes at computed places, and what chooses boxes.</summary>
internal static class SamplingOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("DeformConv", DeformConv),
        new("GridSample", GridSample),
        new("MaxUnpool", MaxUnpool),
        new("NonMaxSuppression", NonMaxSuppression),
    ];

    private static OnnxOperand GridSample(OnnxCall call)
    {
        SamplingMode mode = call.Text("mode", "linear") switch
        {
            "linear" or "bilinear" => SamplingMode.Linear,
            "nearest" => SamplingMode.Nearest,
            "cubic" or "bicubic" => SamplingMode.Cubic,
            var other => throw call.Unsupported($"mode {Printable.Name(other)}"),
        };
        SamplingBorder border = call.Text("padding_mode", "zeros") switch
        {
            "zeros" => SamplingBorder.Zeros,
            "border" => SamplingBorder.Edge,
            "reflection" => SamplingBorder.Mirror,
            var other => throw call.Unsupported($"padding_mode {Printable.Name(other)}"),
        };
        return call.Layer(new GridSample(mode, border, call.Whole("align_corners", 0) != 0), call.Operand(0), call.Operand(1));
    }

    private static OnnxOperand DeformConv(OnnxCall call)
    {
        SpatialWindow window = call.Window([.. call.Operand(1).Shape.Skip(2)]).For(call.Operand(0));
        return call.Layer(
            new DeformableConvolution(
                window, call.Extent(call.Whole("group", 1)), call.Extent(call.Whole("offset_group", 1)), call.Has(3), call.Has(4)),
            call.Operands);
    }

    private static OnnxOperand MaxUnpool(OnnxCall call)
    {
        SpatialWindow window = call.Window();
        long[] shape = call.OptionalWholes(2) ?? [];
        return shape.Length == 0 || shape.Length == window.Rank + 2
            ? call.Layer(new MaxUnpool(window, [.. shape.Skip(2).Select(call.Extent)]), call.Operand(0), call.Operand(1))
            : throw call.Unsupported($"an output_shape of {shape.Length} extents");
    }

    private static OnnxOperand NonMaxSuppression(OnnxCall call)
    {
        var settings = new SuppressionSettings(
            call.OptionalWholes(2) is [var most, ..] ? most : 0, call.OptionalFixed(3)?.ReadDouble() is [var overlap, ..] ? overlap : 0)
        {
            LeastScore = call.OptionalFixed(4)?.ReadDouble() is [var least, ..] ? least : null,
            HasCenters = call.Whole("center_point_box", 0) != 0,
        };
        return call.Layer(ElementType.Int64, new NonMaxSuppression(settings), call.Operand(0), call.Operand(1));
    }
}
