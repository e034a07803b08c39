using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>A layer at one of its uses while it is made: its settings, inputs and numbers, and one line on what is wrong.</summary>
/// <param name="scope">The model that it stands in.</param>
/// <param name="layer">The layer.</param>
/// <param name="inputs">What it reads.</param>
internal sealed class KerasCall(KerasScope scope, KerasLayer layer, IReadOnlyList<KerasValue> inputs)
{
    private const int ExtentLimit = 1 << 20;

    public KerasLayer Layer { get; } = layer;

    public IReadOnlyList<KerasValue> Inputs { get; } = inputs;

    /// <summary>The only input.</summary>
    public KerasValue X => Inputs.Count == 1 ? Inputs[0] : throw Unsupported($"{Inputs.Count} inputs, expected one");

    /// <summary>The only input, with its numbers in Keras's order.</summary>
    public KerasValue Ordered => scope.InOrder(X);

    /// <summary>All inputs, with their numbers in Keras's order.</summary>
    public IReadOnlyList<KerasValue> AllOrdered => [.. Inputs.Select(scope.InOrder)];

    /// <summary>Whether the file is of Keras 3, which defines some functions otherwise.</summary>
    public bool IsNew => scope.IsNew;

    /// <summary>Whether the layer reads [N, H, W, C].</summary>
    public bool IsChannelsLast => Text("data_format", "channels_last") switch
    {
        "channels_last" => true,
        "channels_first" => false,
        string other => throw Unsupported($"data_format {Printable.Name(other)}"),
    };

    /// <summary>What is not supported, and at which layer.</summary>
    public ModelFormatException Unsupported(string what) => Malformed.In(
        scope.Path,
        $"its layer '{Printable.Name(Layer.Name)}' ({Printable.Name(Layer.ClassName)}) is not supported: {what}; the state of the file "
        + "can still be read");

    /// <summary>Adds a layer of the network; at a further use of the Keras layer it is the same.</summary>
    public SymbolicTensor Add<TModule>(string suffix, Func<TModule> make, params ReadOnlySpan<SymbolicTensor> from)
        where TModule : Module => scope.Add(Layer, suffix, make, from);

    public string Text(string name, string otherwise) => Layer.Config[name] switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue(out string? text) => text,
        { } other => throw Unsupported($"{name} is {Printable.Name(other.ToJsonString())}, expected a text"),
    };

    public double Real(string name, double otherwise) => OptionalReal(name) ?? otherwise;

    public double? OptionalReal(string name) => Layer.Config[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out double number) => number,

        // Keras 2 writes some numbers as arrays: {"value": 0.3}.
        JsonObject array when array["value"] is JsonValue value && value.TryGetValue(out double number) => number,
        { } other => throw Unsupported($"{name} is {Printable.Name(other.ToJsonString())}, expected a number"),
    };

    public int Whole(string name, int otherwise) => Real(name, otherwise) is var number && number == Math.Truncate(number)
        && Math.Abs(number) <= ExtentLimit
        ? (int)number
        : throw Unsupported($"{name} is {Real(name, otherwise)}");

    public bool Flag(string name, bool otherwise) => Layer.Config[name] switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue(out bool flag) => flag,

        // Whoever wrote 1 in Python finds 1 in the file.
        JsonValue value when value.TryGetValue(out double number) => number != 0,
        { } other => throw Unsupported($"{name} is {Printable.Name(other.ToJsonString())}, expected true or false"),
    };

    /// <summary>Whole numbers, however they are nested.</summary>
    public int[]? Wholes(string name) => Layer.Config[name] is { } node ? Wholes(name, node) : null;

    /// <summary>Rows and columns; one number stands for both, and for the columns alone in a layer of sequences.</summary>
    public Size2d Pair(string name, int otherwise) => Wholes(name) switch
    {
        null => Layer.IsOfSequences ? (1, otherwise) : otherwise,
        [var length] when Layer.IsOfSequences => (1, Extent(name, length)),
        [var both] => Extent(name, both),
        [var rows, var columns] when !Layer.IsOfSequences => new Size2d(Extent(name, rows), Extent(name, columns)),
        var other => throw Unsupported($"{name} has {other.Length} numbers, expected {(Layer.IsOfSequences ? "one" : "two")}"),
    };

    public int Extent(string name, int value) => value is > 0 and <= ExtentLimit ? value : throw Unsupported($"{name} is {value}");

    /// <summary>An extent that has to be known.</summary>
    public int Known(int? extent) => extent ?? throw Unsupported("its input has extents that the file leaves open");

    /// <summary>The layer's numbers by their place, which have to have so many dimensions.</summary>
    public NamedTensor Weight(int place, int rank)
    {
        NamedTensor tensor = place < Layer.Weights.Count
            ? Layer.Weights[place]
            : throw Unsupported($"the file holds {Layer.Weights.Count} tensors of it, expected at least {place + 1}");
        return ElementConversion.IsReal(tensor.ElementType) && tensor.Shape.Count == rank
            && tensor.Shape.All(extent => extent is > 0 and <= ExtentLimit)
            ? tensor
            : throw Unsupported($"its numbers are {tensor}, expected {rank} dimensions");
    }

    /// <summary>The numbers of a kernel: rows, columns and two more dimensions, or a length and two more in a layer of sequences.</summary>
    public NamedTensor Kernel(int place) => Weight(place, Layer.IsOfSequences ? 3 : 4);

    /// <summary>Numbers of one dimension.</summary>
    public float[] Vector(int place, int length) => Weight(place, 1) is { } tensor && tensor.Count == length
        ? tensor.ReadSingle()
        : throw Unsupported($"its numbers are {Weight(place, 1)}, expected {length}");

    /// <summary>
    /// The value in the layout that the layer's data_format has in the network: [N, C, H, W]. For a layer of sequences, [N, L, C], it is
    /// [N, C, 1, L].
    /// </summary>
    public KerasPlanes Planes(KerasValue value)
    {
        value = scope.InOrder(value);
        int rank = Layer.IsOfSequences ? 2 : 3;
        if (value.Shape.Count != rank)
        {
            throw Unsupported($"an input of {value.Shape.Count + 1} dimensions, expected {rank + 1}");
        }

        bool last = IsChannelsLast;
        if (Layer.IsOfSequences)
        {
            return last
                ? new KerasPlanes(scope.Moved(value).Tensor, Known(value.Channels), 1, value.Shape[0], true) { AreSequence = true }
                : throw Unsupported("data_format channels_first");
        }

        SymbolicTensor tensor = value.Tensor;
        if (value.IsMoved != last)
        {
            tensor = last ? scope.Permuted(tensor, 0, 3, 1, 2) : scope.Permuted(tensor, 0, 2, 3, 1);
        }

        return last
            ? new KerasPlanes(tensor, Known(value.Shape[2]), value.Shape[0], value.Shape[1], true)
            : new KerasPlanes(tensor, Known(value.Shape[0]), value.Shape[1], value.Shape[2], false);
    }

    /// <summary>A value stored as Keras has it.</summary>
    public KerasValue Unmoved(KerasValue value) => scope.Unmoved(value);

    private int[] Wholes(string name, JsonNode node) => node switch
    {
        JsonArray array when array.Count <= 64 => [.. array.SelectMany(item => Wholes(name, item ?? throw NotWhole(name)))],
        JsonValue value when value.TryGetValue(out int number) => [number],
        _ => throw NotWhole(name),
    };

    private ModelFormatException NotWhole(string name)
        => Unsupported($"{name} is {Printable.Name(Layer.Config[name]!.ToJsonString())}, expected whole numbers");
}
