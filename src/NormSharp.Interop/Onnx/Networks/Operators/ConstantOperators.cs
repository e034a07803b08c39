using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Numbers that stand in the graph, or follow from shapes alone.</summary>
internal static class ConstantOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Constant", Constant),
        new("ConstantOfShape", ConstantOfShape),
        new("Range", Range),
        new("Shape", SizeOfShape),
        new("Size", call => call.Numbers(Both(call, call.Operand(0).Shapes, shape => [shape.ElementCount], []))),
    ];

    private static OnnxOperand Constant(OnnxCall call)
    {
        NamedTensor tensor = call.Node.Attributes.Values.Select(attribute => attribute.Value).FirstOrDefault() switch
        {
            NamedTensor value => value,
            float value => NamedTensor.Of("value", [], [value]),
            long value => NamedTensor.Of("value", [], [value]),
            float[] values => NamedTensor.Of("value", [values.Length], values),
            long[] values => NamedTensor.Of("value", [values.Length], values),
            string or string[] => throw call.Unsupported("a constant of text", OnnxObstacle.Text),
            _ => throw call.Unsupported("a constant of this kind"),
        };
        OnnxTypeCheck.ThrowUnlessNumbers(tensor.ElementType, $"the value of its {call.Node}");
        return call.Numbers(new OnnxConstant(tensor));
    }

    private static OnnxOperand ConstantOfShape(OnnxCall call)
    {
        OnnxConstant shape = call.Known(0);
        NamedTensor value = call.Value("value") as NamedTensor ?? NamedTensor.Of("value", [1], [0f]);
        OnnxTypeCheck.ThrowUnlessNumbers(value.ElementType, $"the value of its {call.Node}");
        NamedTensor first = Filled(call, shape.First, value);
        return call.Numbers(shape.IsFixed ? new OnnxConstant(first) : new OnnxConstant(first, Filled(call, shape.Second, value)));
    }

    private static OnnxOperand Range(OnnxCall call)
    {
        (OnnxConstant start, OnnxConstant limit, OnnxConstant delta) = (call.Known(0), call.Known(1), call.Known(2));
        NamedTensor first = Counted(call, start.First, limit.First, delta.First);
        return call.Numbers(start.IsFixed && limit.IsFixed && delta.IsFixed
            ? new OnnxConstant(first)
            : new OnnxConstant(first, Counted(call, start.Second, limit.Second, delta.Second)));
    }

    private static NamedTensor Counted(OnnxCall call, NamedTensor start, NamedTensor limit, NamedTensor delta)
    {
        (double from, double to, double step) = (start.ReadDouble()[0], limit.ReadDouble()[0], delta.ReadDouble()[0]);
        double count = Math.Max(0, Math.Ceiling((to - from) / step));
        int length = count <= 1 << 24 ? (int)count : throw call.Unsupported($"a range of {count} numbers");
        return OnnxNumbers.Of(
            call.Node.Name, start.ElementType, [length], [.. Enumerable.Range(0, length).Select(i => from + (i * step))]);
    }

    private static NamedTensor Filled(OnnxCall call, NamedTensor shape, NamedTensor value)
    {
        Shape extents = Shape.Create([.. shape.ReadInt64().Select(extent => checked((int)extent))]);
        double[] values = new double[extents.ElementCount];
        Array.Fill(values, value.ReadDouble()[0]);
        return OnnxNumbers.Of(call.Node.Name, value.ElementType, extents, values);
    }

    private static OnnxOperand SizeOfShape(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int start = Bound(call.Whole("start", 0), x.Rank);
        int end = Math.Max(start, Bound(call.Whole("end", x.Rank), x.Rank));
        return call.Numbers(Both(call, x.Shapes, shape => [.. shape.AsSpan()[start..end]], [end - start]));
    }

    private static int Bound(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);

    private static OnnxConstant Both(OnnxCall call, OnnxShapes shapes, Func<Shape, int[]> numbers, Shape shape)
    {
        NamedTensor first = Of(shapes.First);
        return shapes.IsFixed ? new OnnxConstant(first) : new OnnxConstant(first, Of(shapes.Second));

        NamedTensor Of(Shape extents)
            => OnnxNumbers.Of(call.Node.Name, ElementType.Int64, shape, [.. numbers(extents).Select(number => (double)number)]);
    }
}
