using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>What reads several values, none, or changes a shape only.</summary>
internal static class JoinExports
{
    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Sum>((_, call) => Chain("Add", call)),
        LayerExports.For<Product>((_, call) => Chain("Mul", call)),
        LayerExports.For<Concatenate>((layer, call) => call.Inputs.Count == 1
            ? call.X
            : call.Add("Concat", call.Inputs, OnnxAttributes.Of("axis", call.Shape.Axis(layer.Dimension)))),
        LayerExports.For<Constant>((layer, call) => call.State(layer.Value, "value")),
        LayerExports.For<Flatten>((_, call) => call.Add("Flatten", call.Inputs, OnnxAttributes.Of("axis", 1))),
        LayerExports.For<Identity>((_, call) => call.X),
        LayerExports.For<Dropout>((_, call) => call.X),
    ];

    /// <summary>From the first input to the last, as the layer computes it.</summary>
    private static string Chain(string operation, LayerExport call)
        => call.Inputs.Skip(1).Aggregate(call.X, (joined, next) => call.Add(operation, [joined, next]));
}
