using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>What enlarges, shrinks and rearranges planes.</summary>
internal static class ResamplingExports
{
    private const int WrapOpset = 19;
    private const int AxesOpset = 18;
    private const int SymmetricOpset = 19;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Pad>(Pad),
        LayerExports.For<CenterCropPad>(CenterCropPad),
        LayerExports.For<DepthToSpace>((layer, call) => call.Add(
            "DepthToSpace",
            call.Inputs,
            OnnxAttributes.Of("blocksize", layer.Block),
            OnnxAttributes.Of("mode", layer.ColumnsFirst ? "CRD" : "DCR"))),
        LayerExports.For<SpaceToDepth>((layer, call) => call.Add(
            "SpaceToDepth", call.Inputs, OnnxAttributes.Of("blocksize", layer.Block))),
        LayerExports.For<Fold>(Fold),
        LayerExports.For<Resize>(Resize),
    ];

    private static string Pad(Pad layer, LayerExport call)
    {
        string mode = layer.Mode.ToString().ToLowerInvariant();
        if (layer.Mode == PaddingMode.Wrap && call.Opset < WrapOpset)
        {
            throw call.Unsupported($"the operator pads with entries of the other end from version {WrapOpset} on");
        }

        string pads = PadsOf(call, AxisMargin.Join(layer.Margins, call.Shape));
        return layer.Mode == PaddingMode.Constant
            ? call.Add("Pad", [call.X, pads, call.Number("value", layer.Value)])
            : call.Add("Pad", [call.X, pads], OnnxAttributes.Of("mode", mode));
    }

    /// <summary>As padding: the operator of that name is younger than others.</summary>
    private static string CenterCropPad(CenterCropPad layer, LayerExport call)
    {
        if (layer.Axes.Any(axis => call.Shape.Axis(axis) == 0))
        {
            throw call.Unsupported("it crops or pads the batch");
        }

        return call.Add("Pad", [call.X, PadsOf(call, layer.MarginsOf(call.Shape))]);
    }

    private static string PadsOf(LayerExport call, Margins margins)
        => call.Wholes("pads", [.. margins.Before.ToArray().Concat(margins.After.ToArray()).Select(margin => (long)margin)]);

    /// <summary>As a transposed convolution with one filter an entry of the windows.</summary>
    private static string Fold(Fold layer, LayerExport call)
    {
        int taps = layer.Window.Kernel.Aggregate(1, (product, extent) => product * extent);
        int channels = call.Output[1];
        AxisWindow[] along = [.. Enumerable.Range(0, layer.Window.Rank).Select(d => layer.Window.Along(d, layer.Extents[d]))];
        float[] filters = new float[channels * taps * taps];
        for (int i = 0; i < channels * taps; i++)
        {
            filters[(i * taps) + (i % taps)] = 1;
        }

        string windows = call.Reshape(call.X, [0, 0, .. along.Select(axis => (long)axis.Outputs)]);
        int[] after = [.. along.Select(axis
            => (axis.Stride * (axis.Outputs - 1)) + (axis.Dilation * (axis.Kernel - 1)) + 1 - axis.Before - axis.Extent)];
        return after.All(pad => pad >= 0)
            ? call.Add(
                "ConvTranspose",
                [windows, call.Numbers("filters", [channels * taps, 1, .. layer.Window.Kernel], filters)],
                OnnxAttributes.Of("group", channels),
                OnnxAttributes.Of("strides", layer.Window.Stride.Select(number => (long)number)),
                OnnxAttributes.Of("dilations", layer.Window.Dilation.Select(number => (long)number)),
                OnnxAttributes.Of("pads", [.. along.Select(axis => (long)axis.Before), .. after.Select(pad => (long)pad)]))
            : throw call.Unsupported("its last windows end before the output does");
    }

    private static string Resize(Resize layer, LayerExport call)
    {
        (ResizePlan plan, Interpolation how) = (layer.Plan, layer.Plan.Interpolation);
        int[] axes = [.. plan.Axes.Select(axis => call.Shape.Axis(axis))];
        bool needsAxes = plan.Policy != ResizePolicy.Stretch || how.Antialiases;
        if (call.Opset < AxesOpset && needsAxes)
        {
            throw call.Unsupported($"the operator keeps proportions, and smooths what it shrinks, from version {AxesOpset} on");
        }

        if (call.Opset < SymmetricOpset && how.Coordinates == ResizeCoordinates.HalfPixelSymmetric)
        {
            throw call.Unsupported($"the operator has these coordinates from version {SymmetricOpset} on");
        }

        string region = how.Coordinates == ResizeCoordinates.TfCropAndResize ? RegionOf(call, plan, axes) : string.Empty;
        List<AttributeProto> attributes = [.. AttributesOf(how)];
        if (plan.Scales.Count > 0)
        {
            float[] scales = NormalizationExports.Filled(call.Shape.Rank, 1);
            for (int i = 0; i < axes.Length; i++)
            {
                scales[axes[i]] = (float)plan.Scales[i];
            }

            return call.Add("Resize", [call.X, region, call.Numbers("scales", [scales.Length], scales)], [.. attributes]);
        }

        if (needsAxes)
        {
            attributes.Add(OnnxAttributes.Of("axes", axes.Select(axis => (long)axis)));
            attributes.Add(OnnxAttributes.Of("keep_aspect_ratio_policy", PolicyOf(plan.Policy)));
            return call.Add(
                "Resize",
                [call.X, region, string.Empty, call.Wholes("sizes", [.. plan.Extents.Select(extent => (long)extent)])],
                [.. attributes]);
        }

        return call.Add("Resize", [call.X, region, string.Empty, SizesOf(call)], [.. attributes]);
    }

    /// <summary>The batch as it is, then the other extents.</summary>
    private static string SizesOf(LayerExport call)
    {
        string batch = call.Add("Slice", [call.Add("Shape", [call.X]), call.Wholes("zero", 0), call.Wholes("one", 1)]);
        string rest = call.Wholes("sizes", [.. call.Output.Skip(1).Select(extent => (long)extent)]);
        return call.Add("Concat", [batch, rest], OnnxAttributes.Of("axis", 0));
    }

    private static string RegionOf(LayerExport call, ResizePlan plan, int[] axes)
    {
        int rank = call.Shape.Rank;
        float[] region = [.. NormalizationExports.Filled(rank, 0), .. NormalizationExports.Filled(rank, 1)];
        for (int i = 0; i < axes.Length && plan.Region.Count > 0; i++)
        {
            region[axes[i]] = (float)plan.Region[i];
            region[rank + axes[i]] = (float)plan.Region[axes.Length + i];
        }

        if (plan.Policy != ResizePolicy.Stretch || plan.Interpolation.Antialiases)
        {
            region = [.. axes.Select(axis => region[axis]), .. axes.Select(axis => region[rank + axis])];
        }

        return call.Numbers("roi", [region.Length], region);
    }

    private static string PolicyOf(ResizePolicy policy) => policy switch
    {
        ResizePolicy.NotLarger => "not_larger",
        ResizePolicy.NotSmaller => "not_smaller",
        _ => "stretch",
    };

    private static IEnumerable<AttributeProto> AttributesOf(Interpolation how)
    {
        yield return OnnxAttributes.Of("mode", how.Mode.ToString().ToLowerInvariant());
        yield return OnnxAttributes.Of("coordinate_transformation_mode", how.Coordinates switch
        {
            ResizeCoordinates.HalfPixelSymmetric => "half_pixel_symmetric",
            ResizeCoordinates.PytorchHalfPixel => "pytorch_half_pixel",
            ResizeCoordinates.AlignCorners => "align_corners",
            ResizeCoordinates.Asymmetric => "asymmetric",
            ResizeCoordinates.TfHalfPixelForNn => "tf_half_pixel_for_nn",
            ResizeCoordinates.TfCropAndResize => "tf_crop_and_resize",
            _ => "half_pixel",
        });
        yield return OnnxAttributes.Of("nearest_mode", how.Rounding switch
        {
            NearestRounding.PreferCeil => "round_prefer_ceil",
            NearestRounding.Floor => "floor",
            NearestRounding.Ceil => "ceil",
            _ => "round_prefer_floor",
        });
        yield return OnnxAttributes.Of("cubic_coeff_a", how.CubicCoefficient);
        yield return OnnxAttributes.Of("exclude_outside", how.ExcludesOutside ? 1 : 0);
        yield return OnnxAttributes.Of("extrapolation_value", how.OutsideValue);
        if (how.Antialiases)
        {
            yield return OnnxAttributes.Of("antialias", 1);
        }
    }
}
