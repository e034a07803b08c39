using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Normalizations as evaluation computes them.</summary>
internal static class NormalizationExports
{
    private const int LayerNormalizationOpset = 17;
    private const int GroupNormalizationOpset = 21;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<BatchNorm>((layer, call) => layer.RunningMean is null
            ? ByBatch(layer, call)
            : ByRunning(
                call,
                new Coefficients(layer.Gamma, layer.Beta, layer.RunningMean, layer.RunningVariance!),
                layer.Options.Epsilon,
                layer.Options.Axis)),
        LayerExports.For<FrozenBatchNorm>((layer, call) => ByRunning(
            call,
            new Coefficients(layer.Weight, layer.Bias, layer.RunningMean, layer.RunningVariance),
            layer.Epsilon,
            layer.Axis)),
        LayerExports.For<InstanceNorm>((layer, call) => layer.RunningMean is null
            ? ByInstance(layer, call)
            : ByRunning(
                call,
                new Coefficients(layer.Gamma, layer.Beta, layer.RunningMean, layer.RunningVariance!),
                layer.Options.Epsilon,
                axis: 1)),
        LayerExports.For<GroupNorm>(ByGroup),
        LayerExports.For<LayerNorm>(ByRow),
        LayerExports.For<RmsNorm>((layer, call) =>
        {
            long[] axes = Trailing(layer);
            string divided = Divide(call, call.X, call.Mean(call.Add("Mul", [call.X, call.X]), axes), layer.Options.Epsilon);
            return Affine(call, divided, layer.Gamma, layer.Beta, 1);
        }),
        LayerExports.For<LocalResponseNorm>(LocalResponse),
    ];

    private static string ByRunning(LayerExport call, Coefficients numbers, double epsilon, int axis)
    {
        int channels = numbers.Mean.Length;
        int place = call.Shape.Axis(axis);
        string x = place == 1 ? call.X : Swap(call, call.X, place);
        string y = call.Add(
            "BatchNormalization",
            [
                x,
                Scale(call, numbers.Gamma, channels),
                Shift(call, numbers.Beta, channels),
                call.State(numbers.Mean, "running_mean"),
                call.State(numbers.Variance, "running_var"),
            ],
            OnnxAttributes.Of("epsilon", epsilon));
        return place == 1 ? y : Swap(call, y, place);
    }

    /// <summary>Without running statistics a batch is normalized by its own in evaluation too.</summary>
    private static string ByBatch(BatchNorm layer, LayerExport call)
    {
        int axis = call.Shape.Axis(layer.Options.Axis);
        long[] others = [.. Enumerable.Range(0, call.Shape.Rank).Where(d => d != axis).Select(d => (long)d)];
        string normalized = Standardize(call, others, layer.Options.Epsilon);
        return Affine(call, normalized, layer.Gamma, layer.Beta, call.Shape.Rank - axis);
    }

    private static string ByInstance(InstanceNorm layer, LayerExport call) => call.Add(
        "InstanceNormalization",
        [call.X, Scale(call, layer.Gamma, layer.Channels), Shift(call, layer.Beta, layer.Channels)],
        OnnxAttributes.Of("epsilon", layer.Options.Epsilon));

    /// <summary>Until the operator has numbers for channels, groups are the channels of an instance normalization.</summary>
    private static string ByGroup(GroupNorm layer, LayerExport call)
    {
        if (call.Opset >= GroupNormalizationOpset && call.Shape.Rank > 2)
        {
            return call.Add(
                "GroupNormalization",
                [call.X, Scale(call, layer.Gamma, layer.Channels), Shift(call, layer.Beta, layer.Channels)],
                OnnxAttributes.Of("epsilon", layer.Options.Epsilon),
                OnnxAttributes.Of("num_groups", layer.Groups));
        }

        int[] groups = [layer.Groups];
        string normalized = call.Add(
            "InstanceNormalization",
            [
                call.Reshape(call.X, 0, layer.Groups, -1),
                call.Numbers("ones", groups, Filled(layer.Groups, 1)),
                call.Numbers("zeros", groups, Filled(layer.Groups, 0)),
            ],
            OnnxAttributes.Of("epsilon", layer.Options.Epsilon));
        string shaped = call.Reshape(normalized, [0, .. call.Shape.Skip(1).Select(extent => (long)extent)]);
        return Affine(call, shaped, layer.Gamma, layer.Beta, call.Shape.Rank - 1);
    }

    private static string ByRow(LayerNorm layer, LayerExport call)
    {
        long[] axes = Trailing(layer);
        if (call.Opset < LayerNormalizationOpset)
        {
            return Affine(call, Standardize(call, axes, layer.Options.Epsilon), layer.Gamma, layer.Beta, 1);
        }

        Shape shape = layer.NormalizedShape;
        string scale = layer.Gamma is null
            ? call.Numbers("ones", shape.AsSpan(), Filled(shape.Aggregate(1, (product, extent) => product * extent), 1))
            : call.State(layer.Gamma, "weight");
        return call.Add(
            "LayerNormalization",
            layer.Beta is null ? [call.X, scale] : [call.X, scale, call.State(layer.Beta, "bias")],
            OnnxAttributes.Of("axis", axes[0]),
            OnnxAttributes.Of("epsilon", layer.Options.Epsilon));
    }

    /// <summary>
    /// The operator's window of an even size reaches one channel further after than before, ours the other way; runtimes take four
    /// dimensions and odd sizes. Others are a mean over channels of the squares.
    /// </summary>
    private static string LocalResponse(LocalResponseNorm layer, LayerExport call)
    {
        LocalResponseNormOptions options = layer.Options;
        if (call.Shape.Rank == 4 && layer.Size % 2 == 1)
        {
            return call.Add(
                "LRN",
                call.Inputs,
                OnnxAttributes.Of("size", layer.Size),
                OnnxAttributes.Of("alpha", options.Alpha),
                OnnxAttributes.Of("beta", options.Beta),
                OnnxAttributes.Of("bias", options.K));
        }

        (long before, long after) = (layer.Size / 2, (layer.Size - 1) / 2);
        string squares = call.Reshape(call.Add("Mul", [call.X, call.X]), 0, 1, call.Shape[1], -1);
        string means = call.Add(
            "AveragePool",
            [squares],
            OnnxAttributes.Of("kernel_shape", [layer.Size, 1]),
            OnnxAttributes.Of("pads", options.IsLongerAfter ? [after, 0, before, 0] : [before, 0, after, 0]),
            OnnxAttributes.Of("count_include_pad", 1));
        string shaped = call.Reshape(means, [0, .. call.Shape.Skip(1).Select(extent => (long)extent)]);
        string weighted = call.Add("Mul", [shaped, call.Number("alpha", options.Alpha)]);
        string sum = call.Add("Add", [weighted, call.Number("k", options.K)]);
        return call.Add("Mul", [call.X, call.Add("Pow", [sum, call.Number("exponent", -options.Beta)])]);
    }

    public static string Standardize(LayerExport call, long[] axes, double epsilon)
    {
        string centred = call.Add("Sub", [call.X, call.Mean(call.X, axes)]);
        return Divide(call, centred, call.Mean(call.Add("Mul", [centred, centred]), axes), epsilon);
    }

    public static string Divide(LayerExport call, string value, string meanSquare, double epsilon)
    {
        string sum = call.Add("Add", [meanSquare, call.Number("epsilon", epsilon)]);
        return call.Add("Div", [value, call.Add("Sqrt", [sum])]);
    }

    /// <summary>γ·x + β, where the first dimension of γ and β stands so many from the end.</summary>
    private static string Affine(LayerExport call, string x, Tensor? gamma, Tensor? beta, int fromEnd)
    {
        string scaled = gamma is null ? x : call.Add("Mul", [x, Spread(call.State(gamma, "weight"), gamma)]);
        return beta is null ? scaled : call.Add("Add", [scaled, Spread(call.State(beta, "bias"), beta)]);

        string Spread(string name, Tensor numbers) => fromEnd <= numbers.Rank
            ? name
            : call.Reshape(name, [numbers.Length, .. Enumerable.Repeat(1L, fromEnd - 1)]);
    }

    /// <summary>Exchanges dimension 1 and another.</summary>
    private static string Swap(LayerExport call, string value, int axis)
    {
        long[] order = [.. Enumerable.Range(0, call.Shape.Rank).Select(d => (long)d)];
        (order[1], order[axis]) = (axis, 1);
        return call.Add("Transpose", [value], OnnxAttributes.Of("perm", order));
    }

    private static string Scale(LayerExport call, Tensor? gamma, int channels)
        => gamma is null ? call.Numbers("ones", [channels], Filled(channels, 1)) : call.State(gamma, "weight");

    private static string Shift(LayerExport call, Tensor? beta, int channels)
        => beta is null ? call.Numbers("zeros", [channels], Filled(channels, 0)) : call.State(beta, "bias");

    private static long[] Trailing(RowNormalizationModule layer)
        => [.. Enumerable.Range(0, layer.NormalizedShape.Rank).Select(d => (long)(d - layer.NormalizedShape.Rank))];

    public static float[] Filled(int count, float value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>What a normalization by stored statistics computes with, each [C].</summary>
    private sealed record Coefficients(Tensor? Gamma, Tensor? Beta, Tensor Mean, Tensor Variance);
}
