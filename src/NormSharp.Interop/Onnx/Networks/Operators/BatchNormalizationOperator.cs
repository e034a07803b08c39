using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>
/// Batch normalization in all its versions: <c>is_test</c> until 6, <c>spatial</c> until 8, training by further outputs until 13, and
/// <c>training_mode</c> from 14 on.
/// </summary>
internal static class BatchNormalizationOperator
{
    public static IReadOnlyList<OnnxOperator> All { get; } = [new("BatchNormalization", Add)];

    private static IReadOnlyList<OnnxOperand?> Add(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        (float momentum, double epsilon) = (call.Real("momentum", 0.9f), call.Real("epsilon", 1e-5f));
        if (!Trains(call))
        {
            return [call.Whole("spatial", 1) == 0 && x.Rank > 2 ? ByPlace(call, x, epsilon) : ByChannel(call, x, momentum, epsilon)];
        }

        if (call.Whole("spatial", 1) == 0 && x.Rank > 2)
        {
            throw call.Unsupported("spatial = 0 in training mode");
        }

        return
        [
            OfBatch(call, x, epsilon),
            call.Gives(1) ? call.Layer(new NormStatistic(NormStatisticKind.RunningMean, momentum), x, call.Operand(3)) : null,
            call.Gives(2) ? call.Layer(new NormStatistic(NormStatisticKind.RunningVariance, momentum), x, call.Operand(4)) : null,
            call.Gives(3) ? call.Layer(new NormStatistic(NormStatisticKind.RunningMean, 0), x, call.Operand(3)) : null,
            call.Gives(4) ? call.Layer(new NormStatistic(NormStatisticKind.RunningVariance, 0), x, call.Operand(4)) : null,
        ];
    }

    private static bool Trains(OnnxCall call) => call.Version switch
    {
        >= 14 => call.Whole("training_mode", 0) != 0,
        >= 7 => Enumerable.Range(1, 4).Any(call.Gives),
        _ => call.Whole("is_test", 0) == 0 && Enumerable.Range(1, 4).Any(call.Gives),
    };

    /// <summary>By stored statistics.</summary>
    private static OnnxOperand ByChannel(OnnxCall call, OnnxOperand x, float momentum, double epsilon)
    {
        if (!NormalizationOperators.AreFixed(call, 1, 4))
        {
            return call.Layer(new OperandNorm(OperandNormKind.Stored, epsilon), call.Operands);
        }

        var layer = new BatchNorm(call.Extent(call.Fixed(1, 1).Count), BatchNormConvention.Onnx.ToOptions(momentum, epsilon));
        Fill(call, layer);
        return call.Layer(layer, x);
    }

    /// <summary>By the statistics of the batch; those of the file would only be carried on.</summary>
    private static OnnxOperand OfBatch(OnnxCall call, OnnxOperand x, double epsilon)
    {
        if (!NormalizationOperators.AreFixed(call, 1, 2))
        {
            return call.Layer(new OperandNorm(OperandNormKind.Batch, epsilon), x, call.Operand(1), call.Operand(2));
        }

        var layer = new BatchNorm(
            call.Extent(call.Fixed(1, 1).Count), new BatchNormOptions { Epsilon = epsilon, TrackRunningStatistics = false });
        call.Fill(layer.Gamma, call.Fixed(1, 1));
        call.Fill(layer.Beta, call.Fixed(2, 1));
        return call.Layer(layer, x);
    }

    /// <summary>Every place of a sample by statistics of its own, as a channel of a flattened input.</summary>
    private static OnnxOperand ByPlace(OnnxCall call, OnnxOperand x, double epsilon)
    {
        if (!NormalizationOperators.AreFixed(call, 1, 4) || !x.Shapes.First.Skip(1).SequenceEqual(x.Shapes.Second.Skip(1)))
        {
            throw call.Unsupported("spatial = 0 with computed operands, or with dimensions that are not fixed");
        }

        var layer = new BatchNorm(
            call.Extent(call.Fixed(1).Count), BatchNormConvention.Onnx.ToOptions(call.Real("momentum", 0.9f), epsilon));
        Fill(call, layer);
        OnnxOperand normalized = call.Layer(layer, call.Layer(new Flatten(), x));
        return call.Layer(new Reshape([Layers.Reshape.Kept, .. x.Shape.Skip(1)]), normalized);
    }

    private static void Fill(OnnxCall call, BatchNorm layer)
    {
        call.Fill(layer.Gamma, call.Fixed(1));
        call.Fill(layer.Beta, call.Fixed(2));
        call.Fill(layer.RunningMean, call.Fixed(3));
        call.Fill(layer.RunningVariance, call.Fixed(4));
    }
}
