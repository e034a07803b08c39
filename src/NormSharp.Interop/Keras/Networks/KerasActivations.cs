using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>Activations: as layers, and as a setting of others.</summary>
internal static class KerasActivations
{
    // Klambauer et al. 2017.
    private const double SeluAlpha = 1.6732632423543772;
    private const double SeluScale = 1.0507009873554805;

    private static readonly Dictionary<string, Func<Module>> Functions = new(StringComparer.Ordinal)
    {
        ["relu"] = () => new Relu(),
        ["sigmoid"] = () => new Sigmoid(),
        ["tanh"] = () => new Tanh(),
        ["silu"] = () => new Silu(),
        ["swish"] = () => new Silu(),
        ["gelu"] = () => new Gelu(),
        ["leaky_relu"] = () => new LeakyRelu(0.2f),
        ["relu6"] = () => new Clip(0, 6),
        ["elu"] = () => new Elu(1),
        ["exponential"] = () => new UnaryFunction(UnaryOperation.Exp),
        ["softplus"] = () => new UnaryFunction(UnaryOperation.Softplus),
        ["softsign"] = () => new UnaryFunction(UnaryOperation.Softsign),
        ["hard_silu"] = () => new HardSwish(),
        ["hard_swish"] = () => new HardSwish(),
        ["selu"] = () => new Sequential(new Elu((float)SeluAlpha), new Affine(SeluScale, 0)),
        ["hard_sigmoid"] = () => new Sequential(new Affine(0.2, 0.5), new Clip(0, 1)),
    };

    /// <summary>Those that Keras 3 defines otherwise.</summary>
    private static readonly Dictionary<string, Func<Module>> NewFunctions = new(StringComparer.Ordinal)
    {
        ["hard_sigmoid"] = () => new Sequential(new Affine(1.0 / 6, 0.5), new Clip(0, 1)),
    };

    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        new("Activation", call => Of(call, call.X)),
        new("ReLU", Relu),
        new("LeakyReLU", call => Elementwise(
            call, call.X, () => new LeakyRelu((float)(call.OptionalReal("negative_slope") ?? call.Real("alpha", 0.3))), string.Empty)),
        new("PReLU", ParametricRelu),
        new("ELU", call => Elementwise(call, call.X, () => new Elu((float)call.Real("alpha", 1)), string.Empty)),
        new("Softmax", call => Softmax(call, call.Ordered, Axis(call), string.Empty)),
        new("Dropout", call => Elementwise(call, call.X, () => new Dropout(call.Real("rate", 0.5)), string.Empty)),
        new("SpatialDropout1D", call => call.X),
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
            "log_softmax" => x with { Tensor = call.Add(suffix, () => new LogSoftmax(x.Place(-1)), x.Tensor) },
            "mish" => Mish(call, x, suffix),
            _ when call.IsNew && NewFunctions.TryGetValue(name, out Func<Module>? make) => Elementwise(call, x, make, suffix),
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
        double? most = call.OptionalReal("max_value");
        if (call.Real("threshold", 0) != 0 || (most is not null && slope != 0))
        {
            throw call.Unsupported("a threshold, or max_value together with a slope");
        }

        return Elementwise(call, call.X, Make, string.Empty);

        Module Make() => most is { } upper ? new Clip(0, (float)upper) : slope == 0 ? new Relu() : new LeakyRelu((float)slope);
    }

    /// <summary>A slope for each number, or one along dimensions that share it.</summary>
    private static KerasValue ParametricRelu(KerasCall call)
    {
        KerasValue x = call.Ordered;
        NamedTensor alpha = call.Weight(0, x.Shape.Count);
        int[] keras = [.. alpha.Shape.Select(extent => (int)extent)];
        Tensor slope = Tensor.From(alpha.ReadSingle(), Shape.Create(keras));
        int last = keras.Length - 1;
        if (x.IsMoved)
        {
            slope = slope.Permute([last, .. Enumerable.Range(0, last)]).Contiguous().Detach();
        }

        int[] shape = x.IsSequence ? [1, slope.Shape[0], 1, slope.Shape[1]] : [1, .. slope.Shape];
        SymbolicTensor slopes = call.Add("slope", () => new Constant(slope.Reshape(shape).Detach(), trained: true));
        return x with { Tensor = call.Add(string.Empty, () => new ParametricRelu(), x.Tensor, slopes) };
    }

    /// <summary>x·tanh(ln(1 + eˣ)) (Misra 2019).</summary>
    private static KerasValue Mish(KerasCall call, KerasValue x, string suffix)
    {
        SymbolicTensor soft = call.Add($"{suffix}softplus", () => new UnaryFunction(UnaryOperation.Softplus), x.Tensor);
        SymbolicTensor gate = call.Add($"{suffix}tanh", () => new Tanh(), soft);
        return x with { Tensor = call.Add(suffix, () => new Product(), x.Tensor, gate) };
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
