using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>Builds the network of one model, and of the models inside it.</summary>
/// <param name="path">The file.</param>
/// <param name="model">The model.</param>
/// <param name="dialect">What the file means.</param>
internal sealed class KerasModelBuilder(string path, KerasModel model, KerasDialect dialect)
{
    private const int RankLimit = 8;

    private readonly KerasScope _scope = new(path, dialect.IsNew);
    private readonly Dictionary<string, KerasLayer> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<KerasReference, KerasValue> _values = [];
    private readonly Dictionary<string, KerasBuilt> _inside = new(StringComparer.Ordinal);
    private readonly List<KerasValue> _inputs = [];

    /// <summary>Builds it.</summary>
    /// <param name="outside">The values that it is used with inside another model; null for the outermost.</param>
    public KerasBuilt Build(IReadOnlyList<KerasValue>? outside)
    {
        IReadOnlyList<KerasValue> outputs = model.Inputs.Count > 0 || model.Outputs.Count > 0 ? Functional(outside) : Sequential(outside);
        outputs = [.. outputs.Select(_scope.InOrder)];
        string[] names = [.. outputs.Select((output, i) => model.Outputs.Count > i ? model.Outputs[i].Layer : output.Tensor.Name)];
        var named = new (string, SymbolicTensor)[outputs.Count];
        for (int i = 0; i < named.Length; i++)
        {
            string name = Printable.Name(names[i]);
            named[i] = (Array.IndexOf(names, names[i]) == i ? name : $"{name}_{i + 1}", outputs[i].Tensor);
        }

        return new KerasBuilt(_scope.Builder.Build(named), _inputs, outputs);
    }

    private List<KerasValue> Sequential(IReadOnlyList<KerasValue>? outside)
    {
        KerasValue? value = null;
        foreach (KerasLayer layer in model.Layers)
        {
            if (layer.ClassName == "InputLayer")
            {
                value ??= Input(layer.Name, Shape(layer.Config), outside);
                continue;
            }

            value ??= Input("input", Shape(layer.Config) ?? InnerShape(layer) ?? Extents(model.InputShape), outside);
            value = Call(layer, [value]);
        }

        return [value ?? throw Malformed.In(path, "its architecture has no layer; it is damaged")];
    }

    private List<KerasValue> Functional(IReadOnlyList<KerasValue>? outside)
    {
        foreach (KerasLayer layer in model.Layers)
        {
            if (!_layers.TryAdd(layer.Name, layer))
            {
                throw Malformed.In(path, $"its architecture has two layers '{Printable.Name(layer.Name)}'; it is damaged");
            }
        }

        foreach (KerasReference input in model.Inputs)
        {
            KerasLayer layer = _layers.GetValueOrDefault(input.Layer) ?? throw Missing(input);
            _values[new KerasReference(layer.Name, 0, 0)] = Input(layer.Name, Shape(layer.Config), outside);
        }

        foreach ((KerasLayer layer, int call) in Order())
        {
            _values[new KerasReference(layer.Name, call, 0)] = Call(layer, [.. layer.Calls[call].Select(Find)]);
        }

        return [.. model.Outputs.Select(Find)];
    }

    /// <summary>The uses of layers that lead to the outputs, each after what it reads.</summary>
    private List<(KerasLayer Layer, int Call)> Order()
    {
        List<(KerasLayer, int)> order = [];
        var state = new Dictionary<(string, int), bool>();
        var stack = new Stack<(KerasReference Reference, bool IsDone)>(model.Outputs.Reverse().Select(output => (output, false)));
        while (stack.TryPop(out (KerasReference Reference, bool IsDone) next))
        {
            KerasLayer layer = _layers.GetValueOrDefault(next.Reference.Layer) ?? throw Missing(next.Reference);
            (string, int) use = (layer.Name, UseOf(layer, next.Reference));
            if (next.IsDone)
            {
                state[use] = true;
                order.Add((layer, use.Item2));
            }
            else if (_values.ContainsKey(new KerasReference(layer.Name, use.Item2, 0)) || state.GetValueOrDefault(use))
            {
                continue;
            }
            else if (!state.TryAdd(use, false))
            {
                throw Malformed.In(path, $"its layer '{Printable.Name(layer.Name)}' reads its own output; it is damaged");
            }
            else
            {
                IReadOnlyList<KerasReference> reads = layer.Calls.Count > use.Item2
                    ? layer.Calls[use.Item2]
                    : throw Missing(next.Reference);
                stack.Push((next.Reference, true));
                foreach (KerasReference read in reads.Reverse())
                {
                    stack.Push((read, false));
                }
            }
        }

        return order;
    }

    private KerasValue Find(KerasReference reference)
    {
        KerasLayer? layer = _layers.GetValueOrDefault(reference.Layer);
        return layer is not null && _values.TryGetValue(new KerasReference(layer.Name, UseOf(layer, reference), 0), out KerasValue? value)
            && reference.Output == 0
            ? value
            : throw Missing(reference);
    }

    /// <summary>Old files count the uses of a model from its own making on.</summary>
    private static int UseOf(KerasLayer layer, KerasReference reference) => layer.Calls.Count <= 1 ? 0 : reference.Call;

    private KerasValue Input(string name, int?[]? shape, IReadOnlyList<KerasValue>? outside)
    {
        KerasValue value;
        if (outside is null)
        {
            if (shape is null || shape.Length is 0 or > RankLimit)
            {
                throw Malformed.In(
                    path, $"does not say what shape its input '{Printable.Name(name)}' has; call the model once and save it");
            }

            value = new KerasValue(_scope.Input(name), shape[1..])
            {
                IsMoved = dialect.IsChannelsLast && (shape.Length == 4 || (shape.Length == 3 && dialect.HasSequences)),
            };
        }
        else
        {
            KerasValue given = _inputs.Count < outside.Count
                ? outside[_inputs.Count]
                : throw Malformed.In(path, $"gives a model inside it {outside.Count} inputs, and it has more; it is damaged");
            value = given with { Tensor = _scope.Input(name) };
        }

        _inputs.Add(value);
        return value;
    }

    private KerasValue Call(KerasLayer layer, IReadOnlyList<KerasValue> inputs)
    {
        var call = new KerasCall(_scope, layer, inputs);
        if (layer.Inner is null)
        {
            Func<KerasCall, KerasValue> make = KerasLayers.Of(layer.ClassName) ?? throw call.Unsupported(
                layer.ClassName is "Lambda" or "TFOpLambda" or "SlicingOpLambda"
                    ? "it is a function of Python, which is not run; put layers in its place, or export the model to ONNX by tf2onnx"
                    : "this layer");
            return make(call);
        }

        IReadOnlyList<KerasValue> ordered = call.AllOrdered;
        if (!_inside.TryGetValue(layer.Name, out KerasBuilt? built))
        {
            built = new KerasModelBuilder(path, layer.Inner, dialect).Build(ordered);
            _inside.Add(layer.Name, built);
        }

        if (!built.Takes(ordered) || built.Outputs.Count != 1)
        {
            throw call.Unsupported("a model inside with several outputs, or with inputs of several shapes");
        }

        return built.Outputs[0] with { Tensor = call.Add(string.Empty, () => built.Network, [.. ordered.Select(value => value.Tensor)]) };
    }

    /// <summary>The shape in an input layer's settings, the batch first.</summary>
    private static int?[]? Shape(JsonObject config) => Extents(config["batch_input_shape"] ?? config["batch_shape"]);

    private static int?[]? InnerShape(KerasLayer layer) => layer.Inner is not { } inner ? null
        : inner.Layers.Select(first => Shape(first.Config)).FirstOrDefault(shape => shape is not null) ?? Extents(inner.InputShape);

    private static int?[]? Extents(JsonNode? node) => node is JsonArray array
        ? [.. array.Select(extent => extent is JsonValue value && value.TryGetValue(out int number) && number > 0 ? number : (int?)null)]
        : null;

    private ModelFormatException Missing(KerasReference reference) => Malformed.In(
        path,
        $"its architecture reads output {reference.Output} of '{Printable.Name(reference.Layer)}', which is not there; it is damaged");
}
