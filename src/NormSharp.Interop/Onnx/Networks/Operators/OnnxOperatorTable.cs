using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Networks.Calls;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>All operators, a file a family.</summary>
internal static class OnnxOperatorTable
{
    /// <summary>The version since which operands broadcast as NumPy's do.</summary>
    private const int FirstToBroadcast = 7;

    private static readonly Dictionary<(string Domain, string Name), OnnxOperator[]> Table = new[]
        {
            ActivationOperators.All,
            BatchNormalizationOperator.All,
            ConstantOperators.All,
            ElementwiseOperators.All,
            ControlFlowOperators.All,
            ConvolutionOperators.All,
            DropoutOperator.All,
            EinsumOperator.All,
            IndexingOperators.All,
            LogicOperators.All,
            MatrixOperators.All,
            NormalizationOperators.All,
            PatternOperators.All,
            PoolingOperators.All,
            ReductionOperators.All,
            RegionOperators.All,
            RegionPooling.All,
            ResamplingOperators.All,
            SamplingOperators.All,
            ShapeOperators.All,
            SoftmaxOperators.All,
        }.SelectMany(family => family).GroupBy(entry => (entry.Domain, entry.Name))
        .ToDictionary(group => group.Key, group => group.OrderByDescending(entry => entry.Since).ToArray());

    /// <summary>Operators that stay out, and why.</summary>
    private static readonly Dictionary<string, OnnxObstacle> LeftOut = new(StringComparer.Ordinal)
    {
        ["ConvInteger"] = OnnxObstacle.Quantized,
        ["DequantizeLinear"] = OnnxObstacle.Quantized,
        ["DynamicQuantizeLinear"] = OnnxObstacle.Quantized,
        ["GRU"] = OnnxObstacle.Recurrent,
        ["LSTM"] = OnnxObstacle.Recurrent,
        ["MatMulInteger"] = OnnxObstacle.Quantized,
        ["QLinearConv"] = OnnxObstacle.Quantized,
        ["QLinearMatMul"] = OnnxObstacle.Quantized,
        ["QuantizeLinear"] = OnnxObstacle.Quantized,
        ["RNN"] = OnnxObstacle.Recurrent,
        ["Scan"] = OnnxObstacle.ControlFlow,
        ["SplitToSequence"] = OnnxObstacle.Sequence,
    };

    /// <summary>What a node means in the version of the operator set that its model has; null where that is not known.</summary>
    public static OnnxOperator? Find(OnnxNode node)
        => Table.TryGetValue((node.Domain, node.Operator), out OnnxOperator[]? versions)
        ? Array.Find(versions, entry => entry.Since <= Math.Max(1, node.Version))
        : null;

    /// <summary>Whether the operator is known at all.</summary>
    public static bool Knows(OnnxNode node) => Find(node) is not null;

    /// <summary>Makes the layers of a node.</summary>
    /// <exception cref="OnnxUnsupportedException">The operator, or a setting of it, is not supported.</exception>
    public static IReadOnlyList<OnnxOperand?> Add(OnnxCall call)
    {
        OnnxOperator found = Find(call.Node)
            ?? throw call.Unsupported("this operator", LeftOut.GetValueOrDefault(call.Node.Operator, OnnxObstacle.Operator));
        return call.Version < FirstToBroadcast && call.Whole("broadcast", 0) != 0 && call.Value("axis") is not null
            ? throw call.Unsupported($"broadcasting along an axis, as before version {FirstToBroadcast}")
            : found.Add(call);
    }
}
