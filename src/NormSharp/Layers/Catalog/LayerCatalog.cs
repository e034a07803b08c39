using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// All kinds of layers, one definition each: what makes a layer from its description and tells tools what it is. A layer of your own joins
/// by <see cref="Register"/>.
/// </summary>
/// <remarks>The list is explicit, so that trimming and ahead-of-time compilation keep what is needed.</remarks>
public static class LayerCatalog
{
    private static readonly LayerDefinition[] BuiltIn =
    [
        AveragePool2d.Definition,
        BatchNorm.Definition,
        BatchRenorm.Definition,
        Concatenate.Definition,
        Constant.Definition,
        Conv2d.Definition,
        DomainBatchNorm.Definition,
        Dropout.Definition,
        Flatten.Definition,
        FrozenBatchNorm.Definition,
        Gelu.Definition,
        GhostBatchNorm.Definition,
        GlobalAveragePool2d.Definition,
        GroupNorm.Definition,
        Identity.Definition,
        InstanceNorm.Definition,
        LayerNorm.Definition,
        LeakyRelu.Definition,
        Linear.Definition,
        LocalResponseNorm.Definition,
        MaxPool2d.Definition,
        Network.Definition,
        Product.Definition,
        Relu.Definition,
        Residual.Definition,
        RmsNorm.Definition,
        Sequential.Definition,
        Sigmoid.Definition,
        Silu.Definition,
        SpectralNorm.Definition,
        Sum.Definition,
        SyncBatchNorm.Definition,
        Tanh.Definition,
        Upsample2d.Definition,
        WeightNorm.Definition,
        WeightStandardization.Definition,
    ];

    private static readonly ConcurrentDictionary<string, LayerDefinition> ByName = new(
        BuiltIn.ToDictionary(definition => definition.Type), StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<Type, LayerDefinition> ByClass = new(
        BuiltIn.ToDictionary(definition => definition.LayerType));

    /// <summary>Every definition, by name.</summary>
    public static IReadOnlyList<LayerDefinition> All => [.. ByName.Values.OrderBy(definition => definition.Type, StringComparer.Ordinal)];

    /// <summary>Teaches the catalogue a further kind of layer; a later registration of the same name wins.</summary>
    public static void Register(LayerDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ByName[definition.Type] = definition;
        ByClass[definition.LayerType] = definition;
    }

    /// <summary>The definition of a layer, or null where its class was not registered; a derived class has one of its own.</summary>
    public static LayerDefinition? Of(Module layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return ByClass.GetValueOrDefault(layer.GetType());
    }

    /// <summary>Makes the network that a description names, with fresh values.</summary>
    /// <param name="description">What <see cref="Module.Describe"/> gives.</param>
    /// <exception cref="FormatException">The type is unknown, or a setting is missing or wrong.</exception>
    public static Module Create(JsonObject description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new LayerSettings(description).Create();
    }

    /// <summary>The definition of a name, or null.</summary>
    internal static LayerDefinition? Find(string type) => ByName.GetValueOrDefault(type);

    /// <summary>The definition of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static LayerDefinition Known(string type) => Find(type)
        ?? throw new FormatException(
            $"there is no layer of type \"{type}\"; known are {string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}");

    /// <summary>Describes a network; a layer that stands in several places is described in the first.</summary>
    /// <exception cref="NotSupportedException">A class of layer was not registered.</exception>
    internal static JsonObject Describe(Module network)
    {
        var places = new Dictionary<Module, string>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in network.NamedModules())
        {
            places.TryAdd(module, path);
        }

        return Describe(network, string.Empty, places);
    }

    private static JsonObject Describe(Module layer, string path, Dictionary<Module, string> places)
    {
        if (places[layer] is { } first && first != path)
        {
            return new JsonObject { ["type"] = DescriptionScope.SharedType, [DescriptionScope.SharedLayer] = first };
        }

        LayerDefinition definition = Of(layer) ?? throw new NotSupportedException(
            $"layer {layer.Path} ({layer.TypeName}) does not describe itself, so the model cannot be saved or rebuilt; give "
                + $"LayerCatalog.Register a definition of {layer.TypeName}");
        JsonObject settings = definition.SettingsOf(layer, name => Describe(layer.Child(name), LayerPath.Join(path, name), places));
        settings.Insert(0, "type", definition.Type);
        return settings;
    }
}
