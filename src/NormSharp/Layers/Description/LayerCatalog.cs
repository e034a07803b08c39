using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>Makes layers from their descriptions. A layer of your own joins by <see cref="Register"/>.</summary>
public static class LayerCatalog
{
    private static readonly ConcurrentDictionary<string, Func<LayerSettings, Module>> Makers = new(
        new Dictionary<string, Func<LayerSettings, Module>>
        {
            [nameof(AveragePool2d)] = AveragePool2d.FromSettings,
            [nameof(BatchNorm)] = BatchNorm.FromSettings,
            [nameof(BatchRenorm)] = BatchRenorm.FromSettings,
            [nameof(Conv2d)] = Conv2d.FromSettings,
            [nameof(DomainBatchNorm)] = DomainBatchNorm.FromSettings,
            [nameof(Dropout)] = Dropout.FromSettings,
            [nameof(Flatten)] = _ => new Flatten(),
            [nameof(FrozenBatchNorm)] = FrozenBatchNorm.FromSettings,
            [nameof(Gelu)] = _ => new Gelu(),
            [nameof(GhostBatchNorm)] = GhostBatchNorm.FromSettings,
            [nameof(GlobalAveragePool2d)] = _ => new GlobalAveragePool2d(),
            [nameof(GroupNorm)] = GroupNorm.FromSettings,
            [nameof(InstanceNorm)] = InstanceNorm.FromSettings,
            [nameof(LayerNorm)] = LayerNorm.FromSettings,
            [nameof(LeakyRelu)] = LeakyRelu.FromSettings,
            [nameof(Linear)] = Linear.FromSettings,
            [nameof(LocalResponseNorm)] = LocalResponseNorm.FromSettings,
            [nameof(MaxPool2d)] = MaxPool2d.FromSettings,
            [nameof(Relu)] = _ => new Relu(),
            [nameof(Residual)] = Residual.FromSettings,
            [nameof(RmsNorm)] = RmsNorm.FromSettings,
            [nameof(Sequential)] = Sequential.FromSettings,
            [nameof(Sigmoid)] = _ => new Sigmoid(),
            [nameof(Silu)] = _ => new Silu(),
            [nameof(SpectralNorm)] = SpectralNorm.FromSettings,
            [nameof(SyncBatchNorm)] = SyncBatchNorm.FromSettings,
            [nameof(Tanh)] = _ => new Tanh(),
            [nameof(WeightNorm)] = WeightNorm.FromSettings,
            [nameof(WeightStandardization)] = WeightStandardization.FromSettings,
        });

    /// <summary>Teaches the catalogue a further type; a later registration of the same name wins.</summary>
    public static void Register(string type, Func<LayerSettings, Module> make) => Makers[type] = make;

    /// <summary>Makes the layer that a description names, with fresh values.</summary>
    /// <exception cref="FormatException">The type is unknown, or a setting is missing or wrong.</exception>
    public static Module Create(JsonObject description)
    {
        var settings = new LayerSettings(description);
        if (!Makers.TryGetValue(settings.Type, out Func<LayerSettings, Module>? make))
        {
            throw new FormatException($"there is no layer of type \"{settings.Type}\"; known are {string.Join(", ", Makers.Keys.Order())}");
        }

        try
        {
            return make(settings);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"{settings.Type}: {ErrorText.OneLine(error)}", error);
        }
    }
}
