using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>
/// RoiAlign (He et al. 2017) by averages or maxima of a known number of points a bin: each region becomes a grid that the planes are read
/// along.
/// </summary>
internal static class RegionPooling
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("RoiAlign", call => RoiAlign(call, isHalfPixel: false)) { Since = 10 },
        new("RoiAlign", call => RoiAlign(
            call, call.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel")) { Since = 16 },
    ];

    private static OnnxOperand RoiAlign(OnnxCall call, bool isHalfPixel)
    {
        (OnnxOperand x, OnnxOperand regions) = (call.Operand(0), call.Operand(1));
        string mode = call.Text("mode", "avg");
        if (mode is not ("avg" or "max"))
        {
            throw call.Unsupported($"mode {Printable.Name(mode)}, expected avg or max");
        }

        int points = (int)Math.Clamp(call.Whole("sampling_ratio", 0), 0, 64);
        if (points == 0)
        {
            throw call.Unsupported("sampling_ratio 0, whose number of points depends on the regions; give one above 0");
        }

        if (x.Rank != 4 || regions.Rank != 2 || x.Shapes.First[2] != x.Shapes.Second[2] || x.Shapes.First[3] != x.Shapes.Second[3])
        {
            throw call.Unsupported($"planes {x.Shapes} and regions {regions.Shapes}, expected planes of a known size");
        }

        (int rows, int columns) = (call.Extent(call.Whole("output_height", 1)), call.Extent(call.Whole("output_width", 1)));
        OnnxOperand scaled = call.Affine(regions, call.Real("spatial_scale", 1), isHalfPixel ? -0.5 : 0);
        (OnnxOperand across, OnnxOperand acrossIn) = Places(call, scaled, 0, columns * points, x.Shape[3], isHalfPixel);
        (OnnxOperand down, OnnxOperand downIn) = Places(call, scaled, 1, rows * points, x.Shape[2], isHalfPixel);

        // Of regions [R, 4], planes of each region's image [R, C, H, W].
        OnnxOperand planes = call.Layer(new Gather(IndexKind.Entries, 0), x, call.Operand(2));
        OnnxOperand read = mode == "avg"
            ? Read(call, planes, SamplingMode.Linear, Scaled(call, down, x.Shape[2]), Scaled(call, across, x.Shape[3]))
            : Largest(call, planes, Sides(call, down, x.Shape[2]), Sides(call, across, x.Shape[3]));
        OnnxOperand inside = call.Layer(new Product(), Placed(call, downIn, 2), Placed(call, acrossIn, 3));
        OnnxOperand values = call.Layer(x.Type, new Product(), read, inside);
        OnnxOperand bins = ShapeOperators.Reshape(call, values, Bins(values.Shapes.First), Bins(values.Shapes.Second));
        ReductionKind kind = mode == "avg" ? ReductionKind.Mean : ReductionKind.Max;
        return call.Rounded(call.Layer(new Reduce(kind, [3, 5], keepsDimensions: false), bins));

        int[] Bins(Shape shape) => [shape[0], shape[1], rows, points, columns, points];
    }

    /// <summary>The planes [R, C, H, W] at rows and columns [R, n], which are from −1 to 1.</summary>
    private static OnnxOperand Read(OnnxCall call, OnnxOperand planes, SamplingMode mode, OnnxOperand down, OnnxOperand across)
    {
        OnnxOperand grid = call.Layer(
            new Concatenate(-1),
            Repeated(call, Placed(call, across, 2), 1, down.Shape[1], 1, 1),
            Repeated(call, Placed(call, down, 1), 1, 1, across.Shape[1], 1));
        return call.Layer(new GridSample(mode, SamplingBorder.Edge, alignsCorners: false), planes, grid);
    }

    /// <summary>
    /// The largest of the four entries around each point, each times its weight: what runtimes take, instead of the interpolated value.
    /// </summary>
    private static OnnxOperand Largest(OnnxCall call, OnnxOperand planes, Side[] down, Side[] across)
    {
        var corners = new List<OnnxOperand>();
        foreach (Side row in down)
        {
            foreach (Side column in across)
            {
                OnnxOperand weight = call.Layer(new Product(), Placed(call, row.Weights, 2), Placed(call, column.Weights, 3));
                OnnxOperand value = Read(call, planes, SamplingMode.Nearest, row.Places, column.Places);
                corners.Add(call.Layer(value.Type, new Product(), value, weight));
            }
        }

        return call.Binary(BinaryOperation.Max, [.. corners]);
    }

    /// <summary>The entries before and after each point, clamped to those that there are, and how near they are.</summary>
    private static Side[] Sides(OnnxCall call, OnnxOperand entries, int extent)
    {
        OnnxOperand point = call.Layer(new Clip(0, extent - 1), entries);
        OnnxOperand before = call.Layer(new UnaryFunction(UnaryOperation.Floor), point);
        OnnxOperand after = call.Layer(new Clip(0, extent - 1), call.Affine(before, 1, 1));
        OnnxOperand share = call.Layer(new BinaryFunction(BinaryOperation.Subtract), point, before);
        return [
            new Side(Scaled(call, before, extent), call.Affine(share, -1, 1)),
            new Side(Scaled(call, after, extent), share)];
    }

    /// <summary>Entries as places from −1 to 1.</summary>
    private static OnnxOperand Scaled(OnnxCall call, OnnxOperand entries, int extent)
        => call.Affine(entries, 2.0 / extent, (1.0 / extent) - 1);

    /// <summary>The entries of points [R, count] along one dimension, and whether they are at most an entry outside.</summary>
    private static (OnnxOperand Entries, OnnxOperand AreInside) Places(
        OnnxCall call, OnnxOperand regions, int first, int count, int extent, bool isHalfPixel)
    {
        OnnxOperand start = call.Layer(new Slice([new SliceRange(1, first, first + 1)]), regions);
        OnnxOperand end = call.Layer(new Slice([new SliceRange(1, first + 2, first + 3)]), regions);
        OnnxOperand length = call.Layer(new BinaryFunction(BinaryOperation.Subtract), end, start);
        length = isHalfPixel ? length : call.Layer(new BinaryFunction(BinaryOperation.Max), length, call.Number(1, length.Type));
        OnnxOperand shares = call.Numbers([1, count], regions.Type, [.. Enumerable.Range(0, count).Select(i => (i + 0.5) / count)]);
        OnnxOperand entries = call.Layer(new Sum(broadcasts: true), start, call.Layer(new Product(), length, shares));
        OnnxOperand inside = call.Layer(
            new Product(),
            call.Compare(BinaryOperation.GreaterOrEqual, entries, call.Number(-1, entries.Type)),
            call.Compare(BinaryOperation.LessOrEqual, entries, call.Number(extent, entries.Type)));
        return (entries, inside);
    }

    /// <summary>[R, n] as [R, 1, 1, 1] with n in another place.</summary>
    private static OnnxOperand Placed(OnnxCall call, OnnxOperand x, int place)
    {
        return ShapeOperators.Reshape(call, x, Extents(x.Shapes.First), Extents(x.Shapes.Second));

        int[] Extents(Shape shape) => [shape[0], .. Enumerable.Range(1, 3).Select(d => d == place ? shape[1] : 1)];
    }

    private static OnnxOperand Repeated(OnnxCall call, OnnxOperand x, params int[] extents) => call.Layer(
        new Sum(broadcasts: true), x, call.Numbers(Shape.Create(extents), x.Type, new double[extents.Max()]));

    /// <summary>Entries on one side of points.</summary>
    /// <param name="Places">Where they are, from −1 to 1.</param>
    /// <param name="Weights">How much each counts.</param>
    private sealed record Side(OnnxOperand Places, OnnxOperand Weights);
}
