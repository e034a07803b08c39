using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Slices, and what indices name.</summary>
internal static class IndexingOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Gather", Gather),
        new("GatherElements", call => call.Layer(
            new Gather(IndexKind.Elements, call.Axis(call.Whole("axis", 0), call.Operand(0).Rank)), call.Operands)),
        new("GatherND", call => call.Layer(new Gather(IndexKind.Coordinates, (int)call.Whole("batch_dims", 0)), call.Operands)),
        new("Scatter", call => Scatter(call, IndexKind.Elements)),
        new("ScatterElements", call => Scatter(call, IndexKind.Elements)),
        new("ScatterND", call => Scatter(call, IndexKind.Coordinates)),
        new("Slice", Slice),
        new("Split", Split),
    ];

    private static OnnxOperand Gather(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = call.Axis(call.Whole("axis", 0), x.Rank);
        if (x.Constant is not null || call.Operand(1).Rank > 0 || call.Operand(1).Scalar() is not { } index)
        {
            return call.Layer(new Gather(IndexKind.Entries, axis), call.Operands);
        }

        // One entry is a slice without its dimension.
        int start = (int)index;
        OnnxOperand entry = call.Layer(new Slice([new SliceRange(axis, start, start == -1 ? int.MaxValue : start + 1)]), x);
        return ShapeOperators.Reshape(call, entry, Without(entry.Shapes.First, axis), Without(entry.Shapes.Second, axis));
    }

    private static int[] Without(Shape shape, int axis) => [.. shape.AsSpan()[..axis], .. shape.AsSpan()[(axis + 1)..]];

    private static OnnxOperand Scatter(OnnxCall call, IndexKind kind)
    {
        ScatterKind reduction = call.Text("reduction", "none") switch
        {
            "none" => ScatterKind.Set,
            "add" => ScatterKind.Add,
            "mul" => ScatterKind.Multiply,
            "max" => ScatterKind.Max,
            "min" => ScatterKind.Min,
            var other => throw call.Unsupported($"reduction {other}"),
        };
        int axis = kind == IndexKind.Coordinates ? 0 : call.Axis(call.Whole("axis", 0), call.Operand(0).Rank);
        return call.Layer(new Scatter(kind, axis, reduction), call.Operands);
    }

    /// <summary>Bounds are operands since version 10 and settings before.</summary>
    private static OnnxOperand Slice(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        bool hasOperands = call.Version >= 10;
        (long[] starts, long[] ends) = hasOperands ? Bounds(call, x) : (call.Wholes("starts") ?? [], call.Wholes("ends") ?? []);
        long[] axes = (hasOperands ? call.OptionalWholes(3) : call.Wholes("axes")) ?? First(starts.Length);
        long[] steps = (hasOperands ? call.OptionalWholes(4) : null) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0))
        {
            throw call.Unsupported($"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes, {steps.Length} steps");
        }

        IEnumerable<SliceRange> ranges = starts.Select(
            (start, i) => new SliceRange(call.Axis(axes[i], x.Rank), Near(start), Near(ends[i]), Near(steps[i])));
        return starts.Length == 0 ? x : call.Layer(new Slice([.. ranges]), x);
    }

    private static long[] First(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];

    private static (long[] Starts, long[] Ends) Bounds(OnnxCall call, OnnxOperand x)
    {
        long[] starts = call.Fixed(1).ReadInt64();
        OnnxConstant ends = call.Known(2);
        if (ends.IsFixed)
        {
            return (starts, ends.First.ReadInt64());
        }

        // An end that moves with a dimension which is not fixed is the dimension's own.
        (long[] first, long[] second) = (ends.First.ReadInt64(), ends.Second.ReadInt64());
        long[] axes = call.OptionalWholes(3) ?? First(starts.Length);
        for (int i = 0; i < first.Length; i++)
        {
            int axis = call.Axis(axes[i], x.Rank);
            first[i] = first[i] == second[i] ? first[i]
                : first[i] >= x.Shapes.First[axis] && second[i] >= x.Shapes.Second[axis] ? int.MaxValue
                : throw new OnnxUnfixedException($"the end of its {call.Node} depends on them");
        }

        return (starts, first);
    }

    private static int Near(long bound) => (int)Math.Clamp(bound, -int.MaxValue, int.MaxValue);

    /// <summary>Each output is a slice.</summary>
    private static IReadOnlyList<OnnxOperand?> Split(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = call.Axis(call.Whole("axis", 0), x.Rank);
        int parts = (int)call.Whole("num_outputs", call.Node.Outputs.Count);
        long[]? sizes = call.Version >= 13 ? call.OptionalWholes(1) : call.Wholes("split");
        if (sizes is null && x.Shapes.First[axis] != x.Shapes.Second[axis])
        {
            throw new OnnxUnfixedException($"its {call.Node} depends on them");
        }

        int extent = x.Shape[axis];
        int each = (extent + parts - 1) / Math.Max(1, parts);
        sizes ??= [.. Enumerable.Range(0, parts).Select(i => (long)Math.Clamp(extent - (i * each), 0, each))];
        if (sizes.Sum() != extent || sizes.Length < call.Node.Outputs.Count)
        {
            throw call.Unsupported($"{extent} entries in parts of [{string.Join(", ", sizes)}]");
        }

        var outputs = new OnnxOperand?[call.Node.Outputs.Count];
        int start = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            int end = start + (int)sizes[i];
            outputs[i] = call.Gives(i) ? call.Layer(new Slice([new SliceRange(axis, start, end)]), x) : null;
            start = end;
        }

        return outputs;
    }
}
