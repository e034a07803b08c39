using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Activations, and what is computed along a dimension.</summary>
internal static class ElementwiseExports
{
    /// <summary>The version of the standard that has the operator Gelu.</summary>
    private const int GeluOpset = 20;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<ActivationModule>((layer, call) => layer.Function.Kind switch
        {
            ActivationKind.Identity => call.X,
            ActivationKind.Relu => call.Add("Relu", call.Inputs),
            ActivationKind.LeakyRelu => call.Add("LeakyRelu", call.Inputs, OnnxAttributes.Of("alpha", layer.Function.Slope)),
            ActivationKind.Sigmoid => call.Add("Sigmoid", call.Inputs),
            ActivationKind.Tanh => call.Add("Tanh", call.Inputs),
            ActivationKind.Silu => call.Add("Mul", [call.X, call.Add("Sigmoid", call.Inputs)]),
            ActivationKind.Gelu => call.Opset >= GeluOpset ? call.Add("Gelu", call.Inputs) : Gelu(call),
            ActivationKind.Clip => call.Add(
                "Clip", [call.X, Bound(call, "lower", layer.Function.Lower), Bound(call, "upper", layer.Function.Upper)]),
            ActivationKind.HardSwish => call.Add("Mul", [
                call.X, call.Add("HardSigmoid", call.Inputs, OnnxAttributes.Of("alpha", 1.0 / 6), OnnxAttributes.Of("beta", 0.5))]),
            ActivationKind.Elu => call.Add("Elu", call.Inputs, OnnxAttributes.Of("alpha", layer.Function.Slope)),
            _ => throw call.Unsupported($"the function {layer.Function.Kind} is not known"),
        }),
    ];

    /// <summary>A bound that is not there is an input that is left out.</summary>
    private static string Bound(LayerExport call, string name, float value)
        => float.IsFinite(value) ? call.Number(name, value) : string.Empty;

    /// <summary>x/2·(1 + erf(x/√2)).</summary>
    private static string Gelu(LayerExport call)
    {
        string error = call.Add("Erf", [call.Add("Div", [call.X, call.Number("root2", Math.Sqrt(2))])]);
        string weight = call.Add("Add", [error, call.Number("one", 1)]);
        return call.Add("Mul", [call.Add("Mul", [call.X, call.Number("half", 0.5)]), weight]);
    }
}
