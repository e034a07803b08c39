using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>The layer that an operator is, by its name.</summary>
internal static class OnnxOperators
{
    private static readonly Dictionary<string, Func<OnnxCall, SymbolicTensor>> Table = new(StringComparer.Ordinal)
    {
        ["Add"] = call => Join(call, () => new Sum(), () => new Sum(broadcasts: true)),
        ["AveragePool"] = AveragePool,
        ["BatchNormalization"] = Normalization,
        ["Concat"] = call => call.Layer(new Concatenate((int)call.Whole("axis", 1)), [.. call.Node.Inputs.Select(call.Value)]),
        ["Conv"] = Convolution,
        ["Dropout"] = call => call.Value(0),
        ["Flatten"] = Flatten,
        ["Gemm"] = Gemm,
        ["GlobalAveragePool"] = call => call.Layer(new GlobalAveragePool2d(), call.Value(0)),
        ["Identity"] = call => call.Value(0),
        ["LeakyRelu"] = call => call.Layer(new LeakyRelu(call.Real("alpha", 0.01f)), call.Value(0)),
        ["LogSoftmax"] = Logarithm,
        ["MatMul"] = MatMul,
        ["MaxPool"] = MaxPool,
        ["Mul"] = call => Join(call, () => new Product(), () => new Product()),
        ["Relu"] = call => call.Layer(new Relu(), call.Value(0)),
        ["Reshape"] = Reshape,
        ["Sigmoid"] = call => call.Layer(new Sigmoid(), call.Value(0)),
        ["Tanh"] = call => call.Layer(new Tanh(), call.Value(0)),
    };

    /// <summary>Whether the operator is known at all.</summary>
    public static bool Knows(OnnxNode node) => node.Domain.Length == 0 && (Table.ContainsKey(node.Operator) || node.Operator == "Constant");

    /// <exception cref="Serialization.ModelFormatException">The operator, or a setting of it, is not supported.</exception>
    public static SymbolicTensor Add(OnnxCall call)
        => Table.TryGetValue(call.Node.Operator, out Func<OnnxCall, SymbolicTensor>? add) && call.Node.Domain.Length == 0
        ? add(call)
        : throw call.Unsupported("this operator");

    private static SymbolicTensor Join(OnnxCall call, Func<Module> same, Func<Module> broadcast)
    {
        bool hasConstant = call.Node.Inputs.Any(input => call.Constant(input) is not null);
        return call.Layer(hasConstant ? broadcast() : same(), [.. call.Node.Inputs.Select(call.Value)]);
    }

    private static SymbolicTensor Convolution(OnnxCall call)
    {
        NamedTensor weight = call.Required(1, 4);
        int[] shape = [.. weight.Shape.Select(call.Extent)];
        int groups = call.Extent(call.Whole("group", 1));
        (Size2d stride, Size2d dilation) = (call.Pair("strides", 1), call.Pair("dilations", 1));
        NamedTensor? bias = call.Optional(2);
        var layer = new Conv2d(call.Extent((long)shape[1] * groups), shape[0], new Size2d(shape[2], shape[3]), new Conv2dOptions
        {
            Stride = stride,
            Dilation = dilation,
            Groups = groups,
            Padding = call.Padding((shape[2], shape[3]), stride, dilation),
            Bias = bias is not null,
        });
        call.Fill(layer.Weight, weight);
        call.Fill(layer.Bias, bias);
        return call.Layer(layer, call.Value(0));
    }

    private static SymbolicTensor Normalization(OnnxCall call)
    {
        if (call.Whole("training_mode", 0) != 0 || call.Whole("is_test", 1) != 1 || call.Whole("spatial", 1) != 1)
        {
            throw call.Unsupported("training_mode, is_test = 0 or spatial = 0");
        }

        NamedTensor scale = call.Required(1, 1);
        BatchNormOptions options = BatchNormConvention.Onnx.ToOptions(call.Real("momentum", 0.9f), call.Real("epsilon", 1e-5f));
        var layer = new BatchNorm(call.Extent(scale.Count), options);
        call.Fill(layer.Gamma, scale);
        call.Fill(layer.Beta, call.Required(2, 1));
        call.Fill(layer.RunningMean, call.Required(3, 1));
        call.Fill(layer.RunningVariance, call.Required(4, 1));
        return call.Layer(layer, call.Value(0));
    }

    private static SymbolicTensor Gemm(OnnxCall call)
    {
        bool isTransposed = call.Whole("transB", 0) != 0;
        if (call.Whole("transA", 0) != 0 || call.Real("alpha", 1) != 1 || call.Real("beta", 1) != 1)
        {
            throw call.Unsupported("transA, alpha or beta");
        }

        NamedTensor weight = call.Required(1, 2);
        NamedTensor? bias = call.Optional(2);
        (int rows, int columns) = (call.Extent(weight.Shape[0]), call.Extent(weight.Shape[1]));
        var layer = new Linear(isTransposed ? columns : rows, isTransposed ? rows : columns, bias is not null);
        float[] numbers = weight.ReadSingle();
        call.Fill(layer.Weight, isTransposed ? numbers : Transposed(numbers, rows, columns));
        call.Fill(layer.Bias, bias);
        return call.Layer(layer, call.Value(0));
    }

    private static SymbolicTensor MatMul(OnnxCall call)
    {
        NamedTensor weight = call.Required(1, 2);
        (int rows, int columns) = (call.Extent(weight.Shape[0]), call.Extent(weight.Shape[1]));
        var layer = new Linear(rows, columns, bias: false);
        call.Fill(layer.Weight, Transposed(weight.ReadSingle(), rows, columns));
        return call.Layer(layer, call.Value(0));
    }

    private static SymbolicTensor MaxPool(OnnxCall call)
    {
        (Size2d kernel, Size2d stride, Size2d padding) = Window(call);
        return call.Layer(new MaxPool2d(kernel, stride, padding), call.Value(0));
    }

    private static SymbolicTensor AveragePool(OnnxCall call)
    {
        (Size2d kernel, Size2d stride, Size2d padding) = Window(call);
        return call.Layer(new AveragePool2d(kernel, stride, padding, call.Whole("count_include_pad", 0) != 0), call.Value(0));
    }

    private static (Size2d Kernel, Size2d Stride, Size2d Padding) Window(OnnxCall call)
    {
        (Size2d kernel, Size2d stride) = (call.Pair("kernel_shape", 0), call.Pair("strides", 1));
        if (call.Whole("ceil_mode", 0) != 0 || call.Whole("storage_order", 0) != 0 || call.Pair("dilations", 1) != new Size2d(1, 1)
            || call.Node.Outputs.Count > 1)
        {
            throw call.Unsupported("ceil_mode, dilations, storage_order or indices");
        }

        return (kernel, stride, call.Padding(kernel, stride, 1));
    }

    private static SymbolicTensor Flatten(OnnxCall call) => call.Whole("axis", 1) == 1
        ? call.Layer(new Flatten(), call.Value(0))
        : throw call.Unsupported("an axis other than 1");

    /// <summary>[N, −1] and its like flatten; the reader compares the network's output with what the file says of it.</summary>
    private static SymbolicTensor Reshape(OnnxCall call)
    {
        long[] target = call.Required(1, 1).ReadInt64();
        return target is [0 or 1 or -1, _]
            ? call.Layer(new Flatten(), call.Value(0))
            : throw call.Unsupported($"the target [{string.Join(", ", target)}]");
    }

    private static SymbolicTensor Logarithm(OnnxCall call) => call.Whole("axis", call.Node.Version >= 13 ? -1 : 1) is var axis
        && (axis == -1 || axis == call.OutputRank - 1)
        ? call.Layer(new LogSoftmax(), call.Value(0))
        : throw call.Unsupported("an axis other than the last, or a rank that the file does not say");

    private static float[] Transposed(float[] numbers, int rows, int columns)
    {
        float[] result = new float[numbers.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = numbers[(i % rows * columns) + (i / rows)];
        }

        return result;
    }
}
