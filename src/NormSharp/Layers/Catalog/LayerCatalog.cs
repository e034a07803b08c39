using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// All kinds of layers, one definition each: what makes a layer from its description and tells tools what it is. A layer of your own joins
/// by <see cref="Register"/>.
/// </summary>
public static class LayerCatalog
{
    private static Func<IReadOnlyList<LayerDefinition>> s_builtIn = () => [];

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
    /// <param name="description">What <see cref="Describe(Module)"/> gives.</param>
    /// <exception cref="FormatException">The type is unknown, or a setting is missing or wrong.</exception>
    public static Module Create(JsonObject description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new LayerSettings(description).Create();
    }

    /// <summary>
    /// What it takes to make a network again, without its values: its settings with the type in front, as its definition gives them. A
    /// layer that stands in several places is described in the first.
    /// </summary>
    /// <exception cref="NotSupportedException">The class of a layer has no definition.</exception>
    public static JsonObject Describe(this Module layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var places = new Dictionary<Module, string>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in layer.NamedModules())
        {
            places.TryAdd(module, path);
        }

        return Describe(layer, string.Empty, places);
    }

    /// <summary>Says where the definitions of this assembly are; they are made when the first is needed.</summary>
    internal static void BuildIn(Func<IReadOnlyList<LayerDefinition>> definitions) => s_builtIn = definitions;

    /// <summary>The definition of a name, or null.</summary>
    internal static LayerDefinition? Find(string type) => ByName.GetValueOrDefault(type);

    /// <summary>The definition of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static LayerDefinition Known(string type) => Find(type)
        ?? throw new FormatException(
            $"there is no layer of type \"{type}\"; known are {string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}");

    private static ConcurrentDictionary<string, LayerDefinition> ByName => Tables.ByName;

    private static ConcurrentDictionary<Type, LayerDefinition> ByClass => Tables.ByClass;

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
    private static class Tables
    {
        private static readonly IReadOnlyList<LayerDefinition> BuiltIn = s_builtIn();

        public static ConcurrentDictionary<string, LayerDefinition> ByName { get; } =
            new(BuiltIn.ToDictionary(definition => definition.Type), StringComparer.Ordinal);

        public static ConcurrentDictionary<Type, LayerDefinition> ByClass { get; } =
            new(BuiltIn.ToDictionary(definition => definition.LayerType));
    }
}
