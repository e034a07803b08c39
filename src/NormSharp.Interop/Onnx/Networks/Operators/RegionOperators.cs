using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Grids of affine maps.</summary>
internal static class RegionOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } = [new("AffineGrid", AffineGrid) { Since = 20 }];

    /// <summary>The places of an image of a known size, as rows (x, y, 1) or (x, y, z, 1), times the transposed maps.</summary>
    private static OnnxOperand AffineGrid(OnnxCall call)
    {
        OnnxOperand theta = call.Operand(0);
        long[] size = call.OptionalWholes(1) ?? [];
        int rank = size.Length - 2;
        if (rank is not (2 or 3) || theta.Rank != 3 || theta.Shape[1] != rank || theta.Shape[2] != rank + 1)
        {
            throw call.Unsupported($"maps {theta.Shapes} for a size of {size.Length} extents");
        }

        int[] extents = [.. size.Skip(2).Select(call.Extent)];
        int count = extents.Aggregate(1, (product, extent) => checked(product * extent));
        double[] places = new double[checked(count * (rank + 1))];
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            for (int d = rank - 1; d >= 0; d--)
            {
                // The last dimension is x, which stands first.
                places[(i * (rank + 1)) + rank - 1 - d] = Place(rest % extents[d], extents[d], call.Whole("align_corners", 0) != 0);
                rest /= extents[d];
            }

            places[(i * (rank + 1)) + rank] = 1;
        }

        OnnxOperand grid = call.Rounded(call.Layer(
            theta.Type,
            new MatrixProduct(),
            call.Numbers([1, count, rank + 1], theta.Type, places),
            call.Layer(new Permute([0, 2, 1]), theta)));
        int[] Shape(int batch) => [batch, .. extents, rank];
        return ShapeOperators.Reshape(call, grid, Shape(theta.Shapes.First[0]), Shape(theta.Shapes.Second[0]));
    }

    /// <summary>From −1 to 1: the middles of the first and last entries, or their outer edges.</summary>
    private static double Place(int i, int extent, bool alignsCorners) => !alignsCorners ? (((2 * i) + 1.0) / extent) - 1
        : extent == 1 ? 0
        : (2.0 * i / (extent - 1)) - 1;
}
