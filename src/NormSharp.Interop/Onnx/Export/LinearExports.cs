using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Convolutions, linear layers, and those whose weight is computed from other parameters.</summary>
internal static class LinearExports
{
    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Conv2d>((layer, call) => Convolution(layer, call, layer.Weight, layer.Bias)),
        LayerExports.For<Linear>((layer, call) => Product(call, layer.Weight, layer.Bias)),
        LayerExports.For<WeightReparametrization>(Reparametrized),
    ];

    /// <summary>The weight as evaluation uses it, under the name that the plain layer's would have.</summary>
    private static string Reparametrized(WeightReparametrization layer, LayerExport call)
    {
        Tensor weight = layer.EffectiveWeight();
        return layer.Layer is Conv2d convolution
            ? Convolution(convolution, call, weight, layer.Bias)
            : Product(call, weight, layer.Bias);
    }

    private static string Convolution(Conv2d layer, LayerExport call, Tensor weight, Tensor? bias)
    {
        List<string> inputs = [call.X, call.State(weight, "weight")];
        if (bias is not null)
        {
            inputs.Add(call.State(bias, "bias"));
        }

        return call.Add(
            "Conv",
            inputs,
            OnnxAttributes.Pair("kernel_shape", layer.Kernel),
            OnnxAttributes.Pair("strides", layer.Options.Stride),
            OnnxAttributes.Padding(layer.Options.Padding),
            OnnxAttributes.Pair("dilations", layer.Options.Dilation),
            OnnxAttributes.Of("group", layer.Options.Groups));
    }

    /// <summary>Gemm takes matrices only; the weight is stored as the network has it either way.</summary>
    private static string Product(LayerExport call, Tensor weight, Tensor? bias)
    {
        string stored = call.State(weight, "weight");
        string? added = bias is null ? null : call.State(bias, "bias");
        if (call.Shape.Rank == 2)
        {
            return call.Add("Gemm", added is null ? [call.X, stored] : [call.X, stored, added], OnnxAttributes.Of("transB", 1));
        }

        string product = call.Add("MatMul", [call.X, call.Add("Transpose", [stored], OnnxAttributes.Of("perm", [1, 0]))]);
        return added is null ? product : call.Add("Add", [product, added]);
    }
}
