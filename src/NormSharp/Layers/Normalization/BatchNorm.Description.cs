using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <content>How the layer is saved: its settings, from which it can be made again.</content>
public partial class BatchNorm
{
    internal static BatchNorm FromSettings(LayerSettings settings)
    {
        BatchNormOptions options = ReadOptions(settings, new BatchNormOptions());
        return Restored(ReadChannels(settings) is { } channels ? new BatchNorm(channels, options) : new BatchNorm(options), settings);
    }

    /// <summary>The settings as JSON; a layer that adds options adds them here.</summary>
    private protected virtual JsonObject DescribeSettings()
    {
        var settings = new JsonObject
        {
            ["epsilon"] = Options.Epsilon,
            ["new_statistic_weight"] = Options.NewStatisticWeight,
            ["affine"] = Options.Affine,
            ["track_running_statistics"] = Options.TrackRunningStatistics,
            ["stores_population_variance"] = Options.StoresPopulationVariance,
            ["axis"] = Options.Axis,
            ["freezes_statistics"] = FreezesStatistics,
        };
        settings[IsLazy ? "lazy" : "channels"] = IsLazy ? JsonValue.Create(true) : JsonValue.Create(Channels);
        return settings;
    }

    /// <summary>The number of channels, or null for a lazy layer.</summary>
    private protected static int? ReadChannels(LayerSettings settings) => settings.OptionalBool("lazy") == true ? null : settings.Int("channels");

    /// <summary>The options that all batch normalizations share; others are those of <paramref name="basis"/>.</summary>
    private protected static T ReadOptions<T>(LayerSettings settings, T basis)
        where T : BatchNormOptions
        => basis with
        {
            Epsilon = settings.Double("epsilon"),
            NewStatisticWeight = settings.OptionalDouble("new_statistic_weight"),
            Affine = settings.Bool("affine"),
            TrackRunningStatistics = settings.Bool("track_running_statistics"),
            StoresPopulationVariance = settings.OptionalBool("stores_population_variance") ?? false,
            Axis = settings.OptionalInt("axis") ?? 1,
        };

    /// <summary>What is set on a layer after it has been made.</summary>
    private protected static T Restored<T>(T layer, LayerSettings settings)
        where T : BatchNorm
    {
        layer.FreezesStatistics = settings.OptionalBool("freezes_statistics") ?? false;
        return layer;
    }
}
