using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Normalizations by computed scales and statistics, and those without any.</summary>
internal static class StatisticsExports
{
    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<OperandNorm>(Normalize),
        LayerExports.For<NormStatistic>(Statistic),
        LayerExports.For<MeanVarianceNorm>((layer, call) => NormalizationExports.Standardize(
            call, [.. layer.Axes.Select(axis => (long)call.Shape.Axis(axis))], layer.Epsilon)),
        LayerExports.For<LpNorm>((layer, call) => layer.P is 1 or 2
            ? call.Add("LpNormalization", call.Inputs, OnnxAttributes.Of("axis", layer.Axis), OnnxAttributes.Of("p", layer.P))
            : throw call.Unsupported($"the operator has p = 1 and 2, not {layer.P}")),
    ];

    private static string Normalize(OperandNorm layer, LayerExport call)
    {
        int rank = call.Shape.Rank;
        switch (layer.Kind)
        {
            case OperandNormKind.Stored:
                return call.Add("BatchNormalization", call.Inputs, OnnxAttributes.Of("epsilon", layer.Epsilon));
            case OperandNormKind.Batch:
                long[] others = [.. Enumerable.Range(0, rank).Where(d => d != 1).Select(d => (long)d)];
                return ByChannel(call, NormalizationExports.Standardize(call, others, layer.Epsilon));
            case OperandNormKind.Instance:
                return ByChannel(call, Grouped(call, call.Shape[1], layer.Epsilon));
            case OperandNormKind.Group:
                return ByChannel(call, Grouped(call, layer.Part, layer.Epsilon));
            case OperandNormKind.Rows:
                return ByRow(call, NormalizationExports.Standardize(call, AxesFrom(call, layer.Part), layer.Epsilon));
            default:
                string mean = call.Mean(call.Add("Mul", [call.X, call.X]), AxesFrom(call, layer.Part));
                return ByRow(call, NormalizationExports.Divide(call, call.X, mean, layer.Epsilon));
        }
    }

    /// <summary>Groups as the channels of an instance normalization.</summary>
    private static string Grouped(LayerExport call, int groups, double epsilon)
    {
        string normalized = call.Add(
            "InstanceNormalization",
            [
                call.Reshape(call.X, 0, groups, -1),
                call.Numbers("ones", [groups], NormalizationExports.Filled(groups, 1)),
                call.Numbers("zeros", [groups], NormalizationExports.Filled(groups, 0)),
            ],
            OnnxAttributes.Of("epsilon", epsilon));
        return call.Reshape(normalized, [0, .. call.Shape.Skip(1).Select(extent => (long)extent)]);
    }

    /// <summary>γ·x + β, a number a channel or a group of channels.</summary>
    private static string ByChannel(LayerExport call, string x)
    {
        return call.Add("Add", [call.Add("Mul", [x, Spread(1)]), Spread(2)]);

        string Spread(int input)
        {
            int numbers = call.InputShape(input)[0];
            string values = call.Inputs[input];
            if (numbers != call.Shape[1])
            {
                string column = call.Reshape(values, numbers, 1);
                values = call.Add("Expand", [column, call.Wholes("spread", numbers, call.Shape[1] / numbers)]);
            }

            return call.Reshape(values, [call.Shape[1], .. Enumerable.Repeat(1L, call.Shape.Rank - 2)]);
        }
    }

    private static string ByRow(LayerExport call, string x)
    {
        string scaled = call.Add("Mul", [x, call.Inputs[1]]);
        return call.Inputs.Count > 2 ? call.Add("Add", [scaled, call.Inputs[2]]) : scaled;
    }

    private static string Statistic(NormStatistic layer, LayerExport call)
    {
        int rank = call.Shape.Rank;
        bool isRunning = layer.Kind is NormStatisticKind.RunningMean or NormStatisticKind.RunningVariance;
        long[] axes = isRunning
            ? [.. Enumerable.Range(0, rank).Where(d => d != 1).Select(d => (long)d)]
            : AxesFrom(call, layer.Axis);
        string value = call.Mean(call.X, axes);
        if (layer.Kind is NormStatisticKind.RunningVariance or NormStatisticKind.RowInvStd)
        {
            string centred = call.Add("Sub", [call.X, value]);
            value = call.Mean(call.Add("Mul", [centred, centred]), axes);
        }

        if (layer.Kind == NormStatisticKind.RowInvStd)
        {
            string sum = call.Add("Add", [value, call.Number("epsilon", layer.Constant)]);
            return call.Add("Reciprocal", [call.Add("Sqrt", [sum])]);
        }

        if (!isRunning)
        {
            return value;
        }

        string old = call.Add("Mul", [call.Inputs[1], call.Number("kept", layer.Constant)]);
        return call.Add("Add", [old, call.Add("Mul", [call.Reshape(value, -1), call.Number("taken", 1 - layer.Constant)])]);
    }

    private static long[] AxesFrom(LayerExport call, int axis)
        => [.. Enumerable.Range(call.Shape.Axis(axis), call.Shape.Rank - call.Shape.Axis(axis)).Select(d => (long)d)];
}
