using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// One reading of a description: what has been built of it so far, so that a layer that stands in several places is built once, and how
/// large it has become.
/// </summary>
/// <remarks>Where a layer stands again, the description has <c>{"type": "Shared", "layer": "path of its first place"}</c>.</remarks>
internal sealed class DescriptionScope(JsonObject root)
{
    /// <summary>The type that refers to a layer described before.</summary>
    public const string SharedType = "Shared";

    /// <summary>The setting that names that layer.</summary>
    public const string SharedLayer = "layer";

    /// <summary>
    /// The most places of layers that a description may have: shared containers could multiply a few lines into billions.
    /// </summary>
    public const int MostPlaces = 1 << 16;

    private readonly Dictionary<string, (Module Layer, int Places)> _built = new(StringComparer.Ordinal);
    private readonly HashSet<string> _measuring = new(StringComparer.Ordinal);
    private Dictionary<string, JsonObject>? _layers;
    private int _places;

    /// <summary>Numbers in the outputs of all layers that were measured, views apart.</summary>
    public long Activations { get; private set; }

    /// <summary>Numbers of scratch memory of the layer that takes most, of those that were measured.</summary>
    public long Scratch { get; private set; }

    /// <summary>Builds a layer.</summary>
    /// <exception cref="FormatException">It is unknown, a setting is missing or wrong, or there are too many layers.</exception>
    public Module Create(LayerSettings settings)
    {
        if (settings.Type == SharedType)
        {
            string target = settings.Text(SharedLayer);
            (Module layer, int places) = _built.TryGetValue(target, out (Module Layer, int Places) found)
                ? found
                : throw new FormatException($"layer {settings.Path} shares \"{target}\", but no layer of that name stands before it");
            Count(places);
            return layer;
        }

        LayerDefinition definition = LayerCatalog.Known(settings.Type);
        int before = _places;
        Count(1);
        try
        {
            Module layer = definition.MakeLayer(settings);
            _built[settings.Path] = (layer, _places - before);
            return layer;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or OverflowException)
        {
            string layer = settings.Path.Length == 0 ? settings.Type : $"layer {settings.Path} ({settings.Type})";
            throw new FormatException($"{layer}: {ErrorText.OneLine(error)}", error);
        }
    }

    /// <summary>The shape that a layer gives; notes the memory that its output takes.</summary>
    /// <exception cref="FormatException">It is unknown, a setting is missing or wrong, or there are too many layers.</exception>
    /// <exception cref="LayerException">The inputs do not fit.</exception>
    public Shape Output(LayerSettings settings, IReadOnlyList<Shape> inputs)
    {
        Count(1);
        if (settings.Type == SharedType)
        {
            return OutputOfShared(settings, inputs);
        }

        LayerDefinition definition = LayerCatalog.Known(settings.Type);
        try
        {
            Shape output = definition.OutputOf(settings, inputs);
            NoteScratch(definition, settings, inputs, output);
            NoteUnless(definition.IsView || definition.IsContainer, output);
            return output;
        }
        catch (Exception error) when (error is (ArgumentException and not LayerException) or OverflowException)
        {
            throw new LayerException(settings.Path.Length == 0 ? settings.Type : settings.Path, settings.Type, inputs, error);
        }
    }

    /// <summary>Notes the scratch memory of a layer, whose inputs are known to fit.</summary>
    public void NoteScratch(LayerDefinition definition, LayerSettings settings, IReadOnlyList<Shape> inputs, Shape output)
        => Scratch = Math.Max(Scratch, definition.ScratchOf(settings, inputs, output));


    /// <summary>Notes the memory of a value that a container computes by itself.</summary>
    public void Note(Shape output) => NoteUnless(false, output);

    private void NoteUnless(bool free, Shape output)
        => Activations = free ? Activations : new StateSize(Activations, StateSize.Product(output)).Total;

    private Shape OutputOfShared(LayerSettings settings, IReadOnlyList<Shape> inputs)
    {
        string target = settings.Text(SharedLayer);
        _layers ??= DescribedLayers.Of(root).DistinctBy(entry => entry.Path).ToDictionary(entry => entry.Path, entry => entry.Layer);
        if (!_layers.TryGetValue(target, out JsonObject? layer) || !_measuring.Add(target))
        {
            throw new FormatException($"layer {settings.Path} shares \"{target}\", which is {(layer is null ? "no layer" : "around it")}");
        }

        Shape output = Output(new LayerSettings(layer, this, target), inputs);
        _measuring.Remove(target);
        return output;
    }

    private void Count(int places)
    {
        _places += places;
        if (_places > MostPlaces)
        {
            throw new FormatException(
                $"the network has more than {MostPlaces} layers, counting each place of a shared one; that is the most");
        }
    }
}
