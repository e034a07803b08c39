using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// The mean of each window, of any rank: [N, C, d₁, …, dₖ]. <see cref="AveragePool2d"/> is faster where it can do the same.
/// </summary>
/// <param name="window">The windows.</param>
/// <param name="countPadding">Whether what a window covers outside the input counts, as zeros.</param>
internal sealed class AveragePool(SpatialWindow window, bool countPadding)
    : WindowPool(window, along => WindowMaps.Average(along, countPadding))
{
    internal static LayerDefinition<AveragePool> Definition { get; } = new()
    {
        Type = nameof(AveragePool),
        Temporaries = 1,
        Make = settings => new AveragePool(WindowSettings.From(settings), settings.Bool("count_padding")),
        Describe = (layer, _) =>
        {
            JsonObject settings = layer.DescribeWindow();
            settings["count_padding"] = layer.CountPadding;
            return settings;
        },
        State = _ => StateSize.None,
        Output = OutputOf,
        Pass = (layer, line) => layer.CountPadding && layer.Window.Pads && !line.KeepsZero
            ? "averages padded zeros, which the normalization would have shifted"
            : null,
    };

    /// <summary>Whether what a window covers outside the input counts, as zeros.</summary>
    public bool CountPadding { get; } = countPadding;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.LinearPool(Window, Maps);
}
