using System.Text.Json.Nodes;
using NormSharp.Ops;

namespace NormSharp.Layers;

/// <summary>What the definitions of the batch normalization family share: settings as JSON and back, and how much state they say.</summary>
internal static class BatchNormSettings
{
    /// <summary>The definition of a layer of the family.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="make">Makes it; what is set afterwards is restored here.</param>
    /// <param name="describe">Adds the settings of its own.</param>
    /// <param name="state">Its numbers; those of γ, β and one set of statistics when null.</param>
    public static LayerDefinition<TLayer> Define<TLayer>(
        string type,
        Func<LayerSettings, TLayer> make,
        Action<TLayer, JsonObject>? describe = null,
        Func<LayerSettings, StateSize>? state = null)
        where TLayer : BatchNorm
        => new()
        {
            Type = type,
            Make = settings => Restored(make(settings), settings),
            Describe = (layer, _) =>
            {
                JsonObject settings = Describe(layer);
                describe?.Invoke(layer, settings);
                return settings;
            },
            State = state ?? (settings => Affine(settings) + Statistics(settings)),
            Output = (settings, inputs) =>
            {
                ChannelPlanes.Axis(inputs[0], settings.OptionalInt("axis") ?? 1, Channels(settings) ?? 0);
                return inputs[0];
            },
            Normalization = "batch",
        };

    /// <summary>The number of channels, or null for a lazy layer.</summary>
    public static int? Channels(LayerSettings settings) => settings.OptionalBool("lazy") == true ? null : settings.Int("channels");

    /// <summary>The options that all batch normalizations share; others are those of <paramref name="basis"/>.</summary>
    public static TOptions Options<TOptions>(LayerSettings settings, TOptions basis)
        where TOptions : BatchNormOptions
        => basis with
        {
            Epsilon = settings.Double("epsilon"),
            NewStatisticWeight = settings.OptionalDouble("new_statistic_weight"),
            Affine = settings.Bool("affine"),
            TrackRunningStatistics = settings.Bool("track_running_statistics"),
            StoresPopulationVariance = settings.OptionalBool("stores_population_variance") ?? false,
            Axis = settings.OptionalInt("axis") ?? 1,
        };

    /// <summary>The numbers of one γ and β.</summary>
    public static StateSize Affine(LayerSettings settings)
        => settings.Bool("affine") ? new StateSize(StateSize.Product(2, Channels(settings) ?? 0)) : StateSize.None;

    /// <summary>The numbers of one set of running statistics.</summary>
    public static StateSize Statistics(LayerSettings settings)
        => settings.Bool("track_running_statistics") && Channels(settings) is { } channels
            ? new StateSize(0, StateSize.Product(2, channels), 1)
            : StateSize.None;

    private static JsonObject Describe(BatchNorm layer)
    {
        var settings = new JsonObject
        {
            ["epsilon"] = layer.Options.Epsilon,
            ["new_statistic_weight"] = layer.Options.NewStatisticWeight,
            ["affine"] = layer.Options.Affine,
            ["track_running_statistics"] = layer.Options.TrackRunningStatistics,
            ["stores_population_variance"] = layer.Options.StoresPopulationVariance,
            ["axis"] = layer.Options.Axis,
            ["freezes_statistics"] = layer.FreezesStatistics,
        };
        settings[layer.IsLazy ? "lazy" : "channels"] = layer.IsLazy ? JsonValue.Create(true) : JsonValue.Create(layer.Channels);
        return settings;
    }

    /// <summary>Sets what is set on a layer after it has been made.</summary>
    private static TLayer Restored<TLayer>(TLayer layer, LayerSettings settings)
        where TLayer : BatchNorm
    {
        layer.FreezesStatistics = settings.OptionalBool("freezes_statistics") ?? false;
        return layer;
    }
}
