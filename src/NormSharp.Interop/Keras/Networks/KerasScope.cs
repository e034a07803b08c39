using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>A model, or one inside another, while its network is built.</summary>
/// <param name="path">The file.</param>
/// <param name="isNew">Whether it is of Keras 3.</param>
internal sealed class KerasScope(string path, bool isNew)
{
    private readonly Dictionary<(string Layer, string Suffix), Module> _made = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether it is of Keras 3.</summary>
    public bool IsNew { get; } = isNew;

    public NetworkBuilder Builder { get; } = new();

    /// <summary>An input of the network, under the layer's name.</summary>
    public SymbolicTensor Input(string name) => Builder.Input(Unique(name));

    /// <summary>Adds a layer of the network; at a further use of the Keras layer it is the same.</summary>
    public SymbolicTensor Add<TModule>(KerasLayer layer, string suffix, Func<TModule> make, params ReadOnlySpan<SymbolicTensor> from)
        where TModule : Module
    {
        if (!_made.TryGetValue((layer.Name, suffix), out Module? module))
        {
            module = make();
            _made.Add((layer.Name, suffix), module);
        }

        return Builder.Add(Unique(suffix.Length == 0 ? layer.Name : $"{layer.Name}_{suffix}"), module, from);
    }

    /// <summary>A value with its dimensions in another order.</summary>
    public SymbolicTensor Permuted(SymbolicTensor value, params IReadOnlyList<int> order)
        => Builder.Add(Unique($"{value.Name}_permuted"), new Permute(order), value);

    /// <summary>A value whose numbers stand in Keras's order, as what does not know of another needs it.</summary>
    public KerasValue InOrder(KerasValue value)
    {
        if (value.Flattened is not { } extents)
        {
            return value;
        }

        int[] moved = [Reshape.Kept, extents[^1], .. extents.Take(extents.Count - 1)];
        SymbolicTensor planes = Builder.Add(Unique($"{value.Tensor.Name}_planes"), new Reshape(moved), value.Tensor);
        SymbolicTensor last = Permuted(planes, [0, .. Enumerable.Range(2, extents.Count - 1), 1]);
        return value with { Tensor = Builder.Add(Unique($"{value.Tensor.Name}_ordered"), new Flatten(), last), Flattened = null };
    }

    /// <summary>A value with its channels in dimension 1: planes [N, C, H, W], or a sequence [N, C, 1, L].</summary>
    public KerasValue Moved(KerasValue value)
    {
        value = InOrder(value);
        if (value.IsMoved)
        {
            return value;
        }

        int last = value.Shape.Count;
        SymbolicTensor tensor = Permuted(value.Tensor, [0, last, .. Enumerable.Range(1, last - 1)]);
        return value with
        {
            Tensor = last == 2 ? Reshaped(tensor, "planes", value.Shape[1] ?? throw Open(), 1, value.Shape[0] ?? -1) : tensor,
            IsMoved = true,
        };
    }

    /// <summary>A value stored as Keras has it.</summary>
    public KerasValue Unmoved(KerasValue value)
    {
        value = InOrder(value);
        if (!value.IsMoved)
        {
            return value;
        }

        // Of a sequence's planes the height goes: [N, C, 1, L] to [N, C, L].
        SymbolicTensor tensor = value.IsSequence
            ? Reshaped(value.Tensor, "sequence", value.Shape[1] ?? throw Open(), value.Shape[0] ?? -1)
            : value.Tensor;
        return value with { Tensor = Permuted(tensor, [0, .. Enumerable.Range(2, value.Shape.Count - 1), 1]), IsMoved = false };
    }

    private SymbolicTensor Reshaped(SymbolicTensor value, string suffix, params ReadOnlySpan<int> extents)
        => Builder.Add(Unique($"{value.Name}_{suffix}"), new Reshape([Reshape.Kept, .. extents]), value);

    private ModelFormatException Open() => Malformed.In(Path, "leaves the channels of a sequence open; say them in its input layer");

    /// <summary>A name of a layer: printable, without dots, and not taken.</summary>
    private string Unique(string name)
    {
        string plain = Printable.Name(name).Replace('.', '_');
        plain = plain.Length == 0 ? "value" : plain;
        string unique = plain;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = $"{plain}_{i}";
        }

        return unique;
    }
}
