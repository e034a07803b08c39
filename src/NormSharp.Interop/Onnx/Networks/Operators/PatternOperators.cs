using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Operators by fixed patterns of zeros and ones: sums along a dimension, triangles, one-hot codes.</summary>
internal static class PatternOperators
{
    /// <summary>A sum along n entries is a product with n·n numbers.</summary>
    private const int MostSummed = 4096;

    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("CumSum", CumSum),
        new("EyeLike", EyeLike),
        new("Hardmax", HardmaxOfRows),
        new("Hardmax", call => Hardmax(call, call.Operand(0), call.Axis(call.Whole("axis", -1), call.Operand(0).Rank))) { Since = 13 },
        new("OneHot", OneHot),
        new("Trilu", Trilu),
    ];

    /// <summary>A product with a triangle of ones along the dimension.</summary>
    private static OnnxOperand CumSum(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = call.Axis(call.OptionalWholes(1) is [var given] ? given : throw call.Unsupported("no one axis"), x.Rank);
        int extent = Extent(call, x, axis);
        (bool isReverse, bool isExclusive) = (call.Whole("reverse", 0) != 0, call.Whole("exclusive", 0) != 0);
        if (extent > MostSummed)
        {
            throw call.Unsupported($"{extent} entries; up to {MostSummed} are summed");
        }

        OnnxOperand triangle = call.Numbers([extent, extent], x.Type, Triangle(extent, extent, (from, to) =>
            isReverse ? from > to || (from == to && !isExclusive) : from < to || (from == to && !isExclusive)));
        int[] order = [.. Enumerable.Range(0, x.Rank)];
        (order[axis], order[^1]) = (order[^1], order[axis]);
        OnnxOperand rows = axis == x.Rank - 1 ? x : call.Layer(new Permute(order), x);
        if (x.Rank == 1)
        {
            rows = ShapeOperators.Reshape(call, x, [1, extent], [1, extent]);
            return ShapeOperators.Reshape(call, call.Rounded(call.Layer(new Layers.MatrixProduct(), rows, triangle)), [extent], [extent]);
        }

        OnnxOperand sums = call.Rounded(call.Layer(new Layers.MatrixProduct(), rows, triangle));
        return axis == x.Rank - 1 ? sums : call.Layer(new Permute(order), sums);
    }

    private static OnnxOperand EyeLike(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        if (x.Rank != 2 || !x.Shapes.IsFixed)
        {
            throw call.Unsupported($"a pattern for {x.Shapes}, expected two known extents");
        }

        long offset = call.Whole("k", 0);
        ElementType type = call.Value("dtype") is long said ? OnnxTypes.Of((int)said) : x.Type;
        return call.Numbers(x.Shape, type, Triangle(x.Shape[0], x.Shape[1], (row, column) => column - row == offset));
    }

    /// <summary>Before version 13 all dimensions from one on are one row.</summary>
    private static OnnxOperand HardmaxOfRows(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = call.Axis(call.Whole("axis", 1), x.Rank);
        OnnxOperand rows = ShapeOperators.Reshape(
            call, x, ShapeOperators.Flattened(x.Shapes.First, axis), ShapeOperators.Flattened(x.Shapes.Second, axis));
        return ShapeOperators.Reshape(call, Hardmax(call, rows, 1), x.Shapes.First.ToArray(), x.Shapes.Second.ToArray());
    }

    private static OnnxOperand Hardmax(OnnxCall call, OnnxOperand x, int axis)
    {
        OnnxOperand places = call.Layer(ElementType.Int64, new ArgMax(axis, keepsDimension: true, takesLast: false), x);
        return call.Compare(BinaryOperation.Equal, places, Counted(call, Extent(call, x, axis), axis, x.Rank)).As(x.Type);
    }

    /// <summary>Where an index, or from the end depth + index, is that of the place.</summary>
    private static OnnxOperand OneHot(OnnxCall call)
    {
        OnnxOperand indices = call.Operand(0);
        int depth = call.Extent((long)call.Fixed(1).ReadDouble()[0]);
        OnnxOperand values = call.Operand(2);
        int rank = indices.Rank + 1;
        int axis = call.Axis(call.Whole("axis", -1), rank);
        OnnxOperand places = ShapeOperators.Reshape(
            call, indices, Inserted(indices.Shapes.First, axis), Inserted(indices.Shapes.Second, axis));
        OnnxOperand counted = Counted(call, depth, axis, rank);
        OnnxOperand isHot = call.Layer(
            new BinaryFunction(BinaryOperation.Max),
            call.Compare(BinaryOperation.Equal, places, counted),
            call.Compare(BinaryOperation.Equal, call.Affine(places, 1, depth), counted));
        OnnxOperand off = call.Layer(new Slice([new SliceRange(0, 0, 1)]), values);
        OnnxOperand on = call.Layer(new Slice([new SliceRange(0, 1, 2)]), values);
        return call.Layer(values.Type, new Select(), isHot, on, off);
    }

    private static OnnxOperand Trilu(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        long offset = call.OptionalWholes(1) is [var given] ? given : 0;
        bool isUpper = call.Whole("upper", 1) != 0;
        (int rows, int columns) = (Extent(call, x, x.Rank - 2), Extent(call, x, x.Rank - 1));
        OnnxOperand stays = call.Numbers(
            [rows, columns],
            ElementType.Bool,
            Triangle(rows, columns, (row, column) => isUpper ? column - row >= offset : column - row <= offset));
        return call.Layer(x.Type, new Select(), stays, x, call.Number(0, x.Type));
    }

    private static int[] Inserted(Shape shape, int axis) => [.. shape.AsSpan()[..axis], 1, .. shape.AsSpan()[axis..]];

    /// <summary>0, 1, 2, … along a dimension.</summary>
    private static OnnxOperand Counted(OnnxCall call, int extent, int axis, int rank)
    {
        int[] extents = [.. Enumerable.Repeat(1, rank)];
        extents[axis] = extent;
        return call.Numbers(Shape.Create(extents), ElementType.Int64, [.. Enumerable.Range(0, extent).Select(i => (double)i)]);
    }

    private static int Extent(OnnxCall call, OnnxOperand x, int axis)
        => axis < 0 ? throw call.Unsupported($"a tensor {x.Shapes}")
            : x.Shapes.First[axis] == x.Shapes.Second[axis] ? x.Shape[axis]
            : throw new OnnxUnfixedException($"the pattern of its {call.Node} depends on them");

    private static double[] Triangle(int rows, int columns, Func<int, int, bool> isOne)
    {
        double[] numbers = new double[checked(rows * columns)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = isOne(i / columns, i % columns) ? 1 : 0;
        }

        return numbers;
    }
}
