using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>What enlarges, shrinks and rearranges planes.</summary>
internal static class ResamplingOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("CenterCropPad", CenterCropPad),
        new("Col2Im", Fold),
        new("DepthToSpace", call => call.Layer(
            new DepthToSpace(call.Extent(call.Whole("blocksize", 0)), call.Text("mode", "DCR") == "CRD"), call.Operand(0))),
        new("Pad", Pad),
        new("Resize", Upsample) { Since = 10 },
        new("Resize", Resize) { Since = 11 },
        new("SpaceToDepth", call => call.Layer(new SpaceToDepth(call.Extent(call.Whole("blocksize", 0))), call.Operand(0))),
        new("Upsample", Upsample),
    ];

    private static OnnxOperand Pad(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        bool hasInputs = call.Version >= 11;
        long[] pads = (hasInputs ? call.Fixed(1).ReadInt64() : call.Wholes("pads") ?? call.Wholes("paddings"))
            ?? throw call.Unsupported("no pads");
        int[] axes = [.. (call.OptionalWholes(3)?.Select(axis => call.Axis(axis, x.Rank)) ?? Enumerable.Range(0, x.Rank))];
        float value = !hasInputs ? call.Real("value", 0) : call.OptionalFixed(2) is { } constant ? constant.ReadSingle()[0] : 0;
        string name = call.Text("mode", "constant");
        PaddingMode mode = name switch
        {
            "constant" => PaddingMode.Constant,
            "reflect" => PaddingMode.Reflect,
            "edge" => PaddingMode.Edge,
            "wrap" => PaddingMode.Wrap,
            _ => throw call.Unsupported($"mode {Printable.Name(name)}"),
        };
        if (pads.Length != 2 * axes.Length || pads.Any(pad => Math.Abs(pad) > 1 << 20))
        {
            throw call.Unsupported($"padding [{string.Join(", ", pads.Take(10))}] of {axes.Length} dimensions");
        }

        AxisMargin[] margins = [.. axes.Select((axis, i) => new AxisMargin(axis, (int)pads[i], (int)pads[axes.Length + i]))
            .Where(margin => (margin.Before | margin.After) != 0)];
        bool isPlanar = mode == PaddingMode.Constant && x.Rank == 4
            && margins.All(margin => margin.Axis >= 2 && margin.Before >= 0 && margin.After >= 0);
        if (margins.Length == 0)
        {
            return x;
        }

        return call.Layer(isPlanar ? Planar(margins, value) : new Pad(mode, margins, value), x);
    }

    private static Pad2d Planar(AxisMargin[] margins, float value)
    {
        AxisMargin rows = margins.FirstOrDefault(margin => margin.Axis == 2) ?? new AxisMargin(2, 0, 0);
        AxisMargin columns = margins.FirstOrDefault(margin => margin.Axis == 3) ?? new AxisMargin(3, 0, 0);
        return new Pad2d(rows.Before, rows.After, columns.Before, columns.After, value);
    }

    private static OnnxOperand CenterCropPad(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int[] extents = [.. call.Fixed(1).ReadInt64().Select(call.Extent)];
        int[] axes = [.. call.Wholes("axes")?.Select(axis => call.Axis(axis, x.Rank)) ?? Enumerable.Range(0, x.Rank)];
        return call.Layer(new CenterCropPad(axes, extents), x);
    }

    private static OnnxOperand Fold(OnnxCall call)
    {
        int[] extents = [.. call.Fixed(1).ReadInt64().Select(call.Extent)];
        return call.Layer(new Fold(extents, call.Window([.. call.Fixed(2).ReadInt64().Select(call.Extent)])), call.Operand(0));
    }

    /// <summary>Upsample, and the first version of Resize: scales, and places that are divided by them.</summary>
    private static OnnxOperand Upsample(OnnxCall call)
    {
        float[] scales = (call.Has(1) ? call.Fixed(1).ReadSingle() : call.Reals("scales")) ?? throw call.Unsupported("no scales");
        var interpolation = new Interpolation
        {
            Mode = ModeOf(call),
            Coordinates = ResizeCoordinates.Asymmetric,
            Rounding = NearestRounding.Floor,
        };
        return Scaled(call, [.. Enumerable.Range(0, call.Operand(0).Rank)], scales, interpolation, []);
    }

    private static OnnxOperand Resize(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int[] axes = [.. call.Wholes("axes")?.Select(axis => call.Axis(axis, x.Rank)) ?? Enumerable.Range(0, x.Rank)];
        Interpolation interpolation = InterpolationOf(call);
        double[] region = interpolation.Coordinates == ResizeCoordinates.TfCropAndResize
            ? call.OptionalFixed(1)?.ReadDouble() ?? [] : [];
        if (call.OptionalFixed(2) is { Count: > 0 } scales)
        {
            return Scaled(call, axes, scales.ReadSingle(), interpolation, region);
        }

        long[] sizes = call.OptionalWholes(3) ?? throw call.Unsupported("neither scales nor sizes");
        if (sizes.Length != axes.Length)
        {
            throw call.Unsupported($"{sizes.Length} sizes of {axes.Length} dimensions");
        }

        ResizePolicy policy = call.Text("keep_aspect_ratio_policy", "stretch") switch
        {
            "stretch" => ResizePolicy.Stretch,
            "not_larger" => ResizePolicy.NotLarger,
            "not_smaller" => ResizePolicy.NotSmaller,
            var other => throw call.Unsupported($"keep_aspect_ratio_policy {Printable.Name(other)}"),
        };

        // A dimension that keeps its size, as the batch does, is left alone whatever its size will be.
        int[] changed = [.. Enumerable.Range(0, axes.Length).Where(i => policy != ResizePolicy.Stretch || region.Length > 0
            || sizes[i] != x.Shape[axes[i]])];
        return call.Layer(
            new Resize(new ResizePlan
            {
                Axes = [.. changed.Select(i => axes[i])],
                Extents = [.. changed.Select(i => call.Extent(sizes[i]))],
                Policy = policy,
                Region = Chosen(region, axes.Length, changed),
                Interpolation = interpolation,
            }),
            x);
    }

    private static OnnxOperand Scaled(OnnxCall call, int[] axes, float[] scales, Interpolation interpolation, double[] region)
    {
        OnnxOperand x = call.Operand(0);
        if (scales.Length != axes.Length)
        {
            throw call.Unsupported($"{scales.Length} scales of {axes.Length} dimensions");
        }

        int[] changed = [.. Enumerable.Range(0, axes.Length).Where(i => scales[i] != 1 || region.Length > 0)];
        if (x.Rank == 4 && RepeatsPlanes(interpolation) && changed.All(i => axes[i] >= 2 && scales[i] is >= 1 and <= 1024
            && scales[i] == MathF.Floor(scales[i])))
        {
            return call.Layer(new Upsample2d((FactorOf(2), FactorOf(3))), x);
        }

        return call.Layer(
            new Resize(new ResizePlan
            {
                Axes = [.. changed.Select(i => axes[i])],
                Scales = [.. changed.Select(i => (double)scales[i])],
                Region = Chosen(region, axes.Length, changed),
                Interpolation = interpolation,
            }),
            x);

        int FactorOf(int axis) => Array.IndexOf(axes, axis) is >= 0 and var i ? (int)scales[i] : 1;
    }

    /// <summary>Whether whole scales repeat each value.</summary>
    private static bool RepeatsPlanes(Interpolation interpolation) => interpolation.Mode == ResizeMode.Nearest
        && interpolation is { Coordinates: ResizeCoordinates.Asymmetric, Rounding: NearestRounding.Floor }
            or { Coordinates: ResizeCoordinates.HalfPixel, Rounding: NearestRounding.PreferFloor or NearestRounding.PreferCeil };

    private static double[] Chosen(double[] region, int count, int[] changed) => region.Length == 0 ? []
        : [.. changed.Select(i => region[i]), .. changed.Select(i => region[count + i])];

    private static Interpolation InterpolationOf(OnnxCall call) => new()
    {
        Mode = ModeOf(call),
        Coordinates = call.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => ResizeCoordinates.HalfPixel,
            "half_pixel_symmetric" => ResizeCoordinates.HalfPixelSymmetric,
            "pytorch_half_pixel" => ResizeCoordinates.PytorchHalfPixel,
            "align_corners" => ResizeCoordinates.AlignCorners,
            "asymmetric" => ResizeCoordinates.Asymmetric,
            "tf_half_pixel_for_nn" => ResizeCoordinates.TfHalfPixelForNn,
            "tf_crop_and_resize" => ResizeCoordinates.TfCropAndResize,
            var other => throw call.Unsupported($"coordinate_transformation_mode {Printable.Name(other)}"),
        },
        Rounding = call.Text("nearest_mode", "round_prefer_floor") switch
        {
            "round_prefer_floor" => NearestRounding.PreferFloor,
            "round_prefer_ceil" => NearestRounding.PreferCeil,
            "floor" => NearestRounding.Floor,
            "ceil" => NearestRounding.Ceil,
            var other => throw call.Unsupported($"nearest_mode {Printable.Name(other)}"),
        },
        CubicCoefficient = call.Real("cubic_coeff_a", -0.75f),
        ExcludesOutside = call.Whole("exclude_outside", 0) != 0,
        Antialiases = call.Whole("antialias", 0) != 0,
        OutsideValue = call.Real("extrapolation_value", 0),
    };

    private static ResizeMode ModeOf(OnnxCall call) => call.Text("mode", "nearest") switch
    {
        "nearest" => ResizeMode.Nearest,
        "linear" or "bilinear" => ResizeMode.Linear,
        "cubic" => ResizeMode.Cubic,
        var other => throw call.Unsupported($"mode {Printable.Name(other)}"),
    };
}
