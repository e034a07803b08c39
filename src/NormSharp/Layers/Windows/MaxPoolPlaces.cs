using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Where the maxima of <see cref="MaxPool"/> stand: whole numbers that count through the input, plane after plane. No gradient.
/// </summary>
/// <param name="window">The windows.</param>
/// <param name="columnMajor">Whether the places within a plane count its first dimension fastest.</param>
internal sealed class MaxPoolPlaces(SpatialWindow window, bool columnMajor) : WindowPool(window, along => WindowMaps.Sum(along))
{
    internal static LayerDefinition<MaxPoolPlaces> Definition { get; } = new()
    {
        Type = nameof(MaxPoolPlaces),
        Temporaries = 2,
        Make = settings => new MaxPoolPlaces(WindowSettings.From(settings), settings.Bool("column_major")),
        Describe = (layer, _) =>
        {
            JsonObject settings = layer.DescribeWindow();
            settings["column_major"] = layer.ColumnMajor;
            return settings;
        },
        State = _ => StateSize.None,
        Output = OutputOf,
    };

    /// <summary>Whether the places within a plane count its first dimension fastest.</summary>
    public bool ColumnMajor { get; } = columnMajor;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.MaxPoolPlaces(Window, Maps, ColumnMajor);
}
