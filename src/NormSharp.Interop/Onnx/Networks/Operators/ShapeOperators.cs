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
        new("Dropout", call => call.Operand(0)),
        new("Flatten", Flatten),
        new("Identity", call => call.Operand(0)),
        new("Reshape", Reshape),
    ];

    private static OnnxOperand Flatten(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = (int)call.Whole("axis", 1);
        axis = axis < 0 ? axis + x.Rank : axis;
        return axis == 1 && x.Rank > 1
            ? call.Layer(new Flatten(), x)
            : Reshape(call, x, Flattened(x.Shapes.First, axis), Flattened(x.Shapes.Second, axis));
    }

    private static int[] Flattened(Shape shape, int axis)
    {
        ReadOnlySpan<int> extents = shape.AsSpan();
        return [StateSizeOf(extents[..axis]), StateSizeOf(extents[axis..])];
    }

    private static int StateSizeOf(ReadOnlySpan<int> extents)
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
        int[] extents = [.. target.Select(extent => extent == 0 && !keepsZero ? Layers.Reshape.Kept : (int)Math.Clamp(extent, -9, int.MaxValue))];
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
