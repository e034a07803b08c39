using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Normalizations but batch normalization.</summary>
internal static class NormalizationOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("GroupNormalization", GroupNormalization),
        new("InstanceNormalization", InstanceNormalization),
        new("LayerNormalization", LayerNormalization),
        new("LpNormalization", call => call.Layer(
            new LpNorm(call.Extent(call.Whole("p", 2)), (int)call.Whole("axis", -1)), call.Operand(0))),
        new("LRN", LocalResponse),
        new("MeanVarianceNormalization", call => call.Layer(
            new MeanVarianceNorm([.. (call.Wholes("axes") ?? [0, 2, 3]).Select(axis => call.Axis(axis, call.Operand(0).Rank))], 1e-9),
            call.Operand(0))),
        new("RMSNormalization", call => call.Layer(
            new OperandNorm(OperandNormKind.RootMeanSquare, call.Real("epsilon", 1e-5f), (int)call.Whole("axis", -1)), call.Operands)),
    ];

    private static OnnxOperand LocalResponse(OnnxCall call)
    {
        int size = call.Extent(call.Whole("size", 0));
        return call.Layer(
            new LocalResponseNorm(size, new LocalResponseNormOptions
            {
                Alpha = call.Real("alpha", 1e-4f),
                Beta = call.Real("beta", 0.75f),
                K = call.Real("bias", 1),
                IsLongerAfter = size % 2 == 0,
            }),
            call.Operand(0));
    }

    private static OnnxOperand InstanceNormalization(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        double epsilon = call.Real("epsilon", 1e-5f);
        bool isLarge = x.Rank is >= 3 and <= 5 && x.Shape.Skip(2).Aggregate(1L, (product, extent) => product * extent) > 1;
        if (!isLarge || !AreFixed(call, 1, 2))
        {
            return call.Layer(new OperandNorm(OperandNormKind.Instance, epsilon), call.Operands);
        }

        var layer = new InstanceNorm(call.Extent(x.Shape[1]), new InstanceNormOptions { Epsilon = epsilon, Affine = true });
        call.Fill(layer.Gamma, call.Fixed(1, 1));
        call.Fill(layer.Beta, call.Fixed(2, 1));
        return call.Layer(layer, x);
    }

    private static OnnxOperand GroupNormalization(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        (int groups, double epsilon) = (call.Extent(call.Whole("num_groups", 0)), call.Real("epsilon", 1e-5f));
        if (!AreFixed(call, 1, 2))
        {
            return call.Layer(new OperandNorm(OperandNormKind.Group, epsilon, groups), call.Operands);
        }

        int channels = call.Extent(x.Shape[1]);
        var layer = new GroupNorm(groups, channels, new GroupNormOptions { Epsilon = epsilon });
        call.Fill(layer.Gamma, PerChannel(call.Fixed(1, 1), channels));
        call.Fill(layer.Beta, PerChannel(call.Fixed(2, 1), channels));
        return call.Layer(layer, x);
    }

    /// <summary>The numbers of groups, which version 18 has, as those of channels.</summary>
    private static float[] PerChannel(NamedTensor tensor, int channels)
    {
        float[] numbers = tensor.ReadSingle();
        return numbers.Length is 0 || channels % numbers.Length != 0
            ? numbers
            : [.. Enumerable.Range(0, channels).Select(c => numbers[c / (channels / numbers.Length)])];
    }

    private static IReadOnlyList<OnnxOperand?> LayerNormalization(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        int axis = call.Axis(call.Whole("axis", -1), x.Rank);
        double epsilon = call.Real("epsilon", 1e-5f);
        return
        [
            Normalized(call, x, axis, epsilon),
            call.Gives(1) ? call.Layer(ElementType.Float32, new NormStatistic(NormStatisticKind.RowMean, 0, axis), x) : null,
            call.Gives(2) ? call.Layer(ElementType.Float32, new NormStatistic(NormStatisticKind.RowInvStd, epsilon, axis), x) : null,
        ];
    }

    private static OnnxOperand Normalized(OnnxCall call, OnnxOperand x, int axis, double epsilon)
    {
        bool hasBias = call.Has(2);
        int[] rows = [.. x.Shape.Skip(axis)];
        bool isOwn = axis > 0 && AreFixed(call, 1, hasBias ? 2 : 1) && rows.SequenceEqual(call.Operand(1).Shape)
            && (!hasBias || rows.SequenceEqual(call.Operand(2).Shape));
        if (!isOwn)
        {
            return call.Layer(new OperandNorm(OperandNormKind.Rows, epsilon, axis), call.Operands);
        }

        var layer = new LayerNorm(Shape.Create(rows), new LayerNormOptions { Epsilon = epsilon, Bias = hasBias });
        call.Fill(layer.Gamma, call.Fixed(1));
        call.Fill(layer.Beta, call.OptionalFixed(2));
        return call.Layer(layer, x);
    }

    /// <summary>Whether operands are numbers of the file.</summary>
    public static bool AreFixed(OnnxCall call, int first, int last)
        => Enumerable.Range(first, last - first + 1).All(input => call.Operand(input).Constant is { IsFixed: true });
}
