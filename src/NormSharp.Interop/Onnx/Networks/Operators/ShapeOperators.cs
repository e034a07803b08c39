using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>What asks for shapes and changes them.</summary>
internal static class ShapeOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Concat", call => call.Layer(new Concatenate((int)call.Whole("axis", 1)), call.Operands)),
        new("Expand", Expand),
        new("Flatten", Flatten),
        new("Identity", call => call.Operand(0)),
        new("Reshape", Reshape),
        new("Squeeze", Squeeze),
        new("Tile", Tile),
        new("Transpose", Transpose),
        new("Unsqueeze", Unsqueeze),
    ];

    private static OnnxOperand Expand(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        OnnxConstant target = call.Known(1);
        (long[] first, long[] second) = (target.First.ReadInt64(), target.Second.ReadInt64());
        var extents = new int[first.Length];
        for (int i = 0; i < extents.Length; i++)
        {
            int d = i - first.Length + x.Rank;
            bool isOwn = d >= 0 && x.Shapes.First[d] == first[i] && x.Shapes.Second[d] == second[i];
            extents[i] = first[i] == second[i] ? call.Extent(Math.Max(1, first[i]))
                : isOwn ? 1
                : throw new OnnxUnfixedException($"the target of its {call.Node} depends on them");
        }

        return call.Layer(new Expand(Shape.Create(extents)), x);
    }

    private static OnnxOperand Tile(OnnxCall call)
    {
        long[] repeats = call.OptionalWholes(1) ?? [];
        return repeats.All(count => count == 1)
            ? call.Operand(0)
            : call.Layer(new Tile([.. repeats.Select(count => checked((int)count))]), call.Operand(0));
    }

    private static OnnxOperand Transpose(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int[] order = call.Wholes("perm") is { } given
            ? [.. given.Select(axis => call.Axis(axis, x.Rank))]
            : [.. Enumerable.Range(0, x.Rank).Reverse()];
        return call.Layer(new Permute(order), x);
    }

    /// <summary>Axes are an operand since version 13 and a setting before; without any, all extents of 1 fall away.</summary>
    private static OnnxOperand Squeeze(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        long[]? axes = call.Version >= 13 ? call.OptionalWholes(1) : call.Wholes("axes");
        int[] gone = axes is null
            ? [.. Enumerable.Range(0, x.Rank).Where(d => x.Shapes.First[d] == 1 && x.Shapes.Second[d] == 1)]
            : [.. axes.Select(axis => call.Axis(axis, x.Rank))];
        return gone.All(axis => x.Shape[axis] == 1)
            ? Reshape(call, x, Without(x.Shapes.First, gone), Without(x.Shapes.Second, gone))
            : throw call.Unsupported($"dimensions [{string.Join(", ", gone)}] of {x.Shapes}, which are not all 1");
    }

    private static int[] Without(Shape shape, int[] axes) => [.. shape.Where((_, d) => !axes.Contains(d))];

    private static OnnxOperand Unsqueeze(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        long[] axes = (call.Version >= 13 ? call.OptionalWholes(1) : call.Wholes("axes")) ?? [];
        int rank = x.Rank + axes.Length;
        int[] added = [.. axes.Select(axis => call.Axis(axis, rank)).Order()];
        return added.Distinct().Count() == added.Length
            ? Reshape(call, x, With(x.Shapes.First, added), With(x.Shapes.Second, added))
            : throw call.Unsupported($"axes [{string.Join(", ", axes)}]");
    }

    private static int[] With(Shape shape, int[] axes)
    {
        List<int> extents = [.. shape];
        foreach (int axis in axes)
        {
            extents.Insert(axis, 1);
        }

        return [.. extents];
    }

    private static OnnxOperand Flatten(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = (int)call.Whole("axis", 1);
        axis = axis < 0 ? axis + x.Rank : axis;
        return axis == 1 && x.Rank > 1
            ? call.Layer(new Flatten(), x)
            : Reshape(call, x, Flattened(x.Shapes.First, axis), Flattened(x.Shapes.Second, axis));
    }

    /// <summary>Two dimensions: those before an axis, and those from it on.</summary>
    public static int[] Flattened(Shape shape, int axis)
    {
        ReadOnlySpan<int> extents = shape.AsSpan();
        return [ProductOf(extents[..axis]), ProductOf(extents[axis..])];
    }

    private static int ProductOf(ReadOnlySpan<int> extents)
    {
        int product = 1;
        foreach (int extent in extents)
        {
            product = checked(product * extent);
        }

        return product;
    }

    private static OnnxOperand Reshape(OnnxCall call)
    {
        OnnxConstant target = call.Known(1);
        OnnxOperand x = call.Operand(0);
        bool keepsZero = call.Whole("allowzero", 0) != 0;
        int[] first = Resolve(call, x.Shapes.First, target.First.ReadInt64(), keepsZero);
        int[] second;
        try
        {
            second = Resolve(call, x.Shapes.Second, target.Second.ReadInt64(), keepsZero);
        }
        catch (OnnxUnsupportedException) when (!x.Shapes.IsFixed && first.Length > 0 && first[0] == x.Shapes.First[0])
        {
            // The file was written for one size of batch, which its target repeats.
            second = [x.Shapes.Second[0], .. first[1..]];
        }

        return Reshape(call, x, first, second);
    }

    private static int[] Resolve(OnnxCall call, Shape x, long[] target, bool keepsZero)
    {
        int[] extents = [.. target.Select(
            extent => extent == 0 && !keepsZero ? Layers.Reshape.Kept : (int)Math.Clamp(extent, -9, int.MaxValue))];
        try
        {
            return extents.Any(extent => extent < -2)
                ? throw call.Unsupported($"the target [{string.Join(", ", target)}]")
                : Layers.Reshape.OutputOf(x, extents).ToArray();
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw call.Unsupported($"the target [{string.Join(", ", target)}] for {x}");
        }
    }

    /// <summary>Another shape, for both choices of the dimensions that are not fixed.</summary>
    public static OnnxOperand Reshape(OnnxCall call, OnnxOperand x, int[] first, int[] second)
    {
        if (first.Length != second.Length)
        {
            throw new OnnxUnfixedException($"the output of its {call.Node} depends on them");
        }

        if (Shape.Create(first) == x.Shapes.First && Shape.Create(second) == x.Shapes.Second)
        {
            return x;
        }

        if (x.Rank > 1 && first.Length == 2 && first[0] == x.Shapes.First[0] && second[0] == x.Shapes.Second[0] && first[1] == second[1])
        {
            return call.Layer(new Flatten(), x);
        }

        int[] extents = [.. first.Select((extent, i) => extent == second[i] ? extent
            : i < x.Rank && extent == x.Shapes.First[i] && second[i] == x.Shapes.Second[i] ? Layers.Reshape.Kept
            : Layers.Reshape.Rest)];
        return extents.Count(extent => extent == Layers.Reshape.Rest) > 1
            ? throw new OnnxUnfixedException($"the output of its {call.Node} depends on them")
            : call.Layer(new Reshape(extents), x);
    }
}
