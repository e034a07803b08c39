using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using NormSharp.Layers;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>Activations: as layers, and as a setting of others.</summary>
internal static class KerasActivations
{
    private static readonly Dictionary<string, Func<Module>> Functions = new(StringComparer.Ordinal)
    {
        ["relu"] = () => new Relu(),
        ["sigmoid"] = () => new Sigmoid(),
        ["tanh"] = () => new Tanh(),
        ["silu"] = () => new Silu(),
        ["swish"] = () => new Silu(),
        ["gelu"] = () => new Gelu(),
        ["leaky_relu"] = () => new LeakyRelu(0.2f),
    };

    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        new("Activation", call => Of(call, call.X)),
        new("ReLU", Relu),
        new("LeakyReLU", call => Elementwise(
            call, call.X, () => new LeakyRelu((float)(call.OptionalReal("negative_slope") ?? call.Real("alpha", 0.3))), string.Empty)),
        new("Softmax", call => Softmax(call, call.Ordered, Axis(call), string.Empty)),
        new("Dropout", call => Elementwise(call, call.X, () => new Dropout(call.Real("rate", 0.5)), string.Empty)),
        new("SpatialDropout2D", call => call.X),
        new("AlphaDropout", call => call.X),
        new("GaussianDropout", call => call.X),
        new("GaussianNoise", call => call.X),
        new("ActivityRegularization", call => call.X),
    ];

    /// <summary>The function that a layer's settings name, of a value.</summary>
    public static KerasValue Of(KerasCall call, KerasValue x)
    {
        string suffix = call.Layer.ClassName == "Activation" ? string.Empty : "activation";
        string name = Name(call, call.Layer.Config["activation"]);
        return name switch
        {
            "linear" => x,
            "softmax" => Softmax(call, x, -1, suffix),
            _ when Functions.TryGetValue(name, out Func<Module>? make) => Elementwise(call, x, make, suffix),
            _ => throw call.Unsupported($"the activation {Printable.Name(name)}"),
        };
    }

    /// <summary>A function is named by a text, or by an object with the class of the layer that it is.</summary>
    private static string Name(KerasCall call, JsonNode? activation) => activation switch
    {
        null => "linear",
        JsonValue value when value.TryGetValue(out string? name) => name,
        JsonObject { } keyed when keyed["class_name"] is JsonValue value && value.TryGetValue(out string? name) => name switch
        {
            "function" when keyed["config"] is JsonValue config && config.TryGetValue(out string? function) => function,
            "ReLU" => "relu",
            _ => throw call.Unsupported($"the activation {Printable.Name(keyed.ToJsonString())}"),
        },
        _ => throw call.Unsupported($"the activation {Printable.Name(activation.ToJsonString())}"),
    };

    private static KerasValue Relu(KerasCall call)
    {
        double slope = call.OptionalReal("negative_slope") ?? 0;
        return call.OptionalReal("max_value") is null && call.Real("threshold", 0) == 0
            ? Elementwise(call, call.X, () => slope == 0 ? new Relu() : new LeakyRelu((float)slope), string.Empty)
            : throw call.Unsupported("max_value or threshold");
    }

    /// <summary>A function of each number does not care for their order.</summary>
    private static KerasValue Elementwise(KerasCall call, KerasValue x, Func<Module> make, string suffix)
        => x with { Tensor = call.Add(suffix, make, x.Tensor) };

    private static KerasValue Softmax(KerasCall call, KerasValue x, int axis, string suffix)
    {
        int place = x.Place(axis);
        return x with { Tensor = call.Add(suffix, () => new Softmax(place), x.Tensor) };
    }

    private static int Axis(KerasCall call)
        => call.Wholes("axis") is { } axes ? axes is [var axis] ? axis : throw call.Unsupported("several axes") : -1;
}
