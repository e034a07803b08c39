using System.Text.Json.Nodes;
using NormSharp.Ops;

namespace NormSharp.Layers;

/// <summary>A <see cref="SpatialWindow"/> as a layer's description has it.</summary>
internal static class WindowSettings
{
    /// <summary>The settings of a window.</summary>
    public static JsonObject Describe(SpatialWindow window) => new()
    {
        ["kernel"] = List(window.Kernel),
        ["stride"] = List(window.Stride),
        ["dilation"] = List(window.Dilation),
        ["before"] = List(window.Before),
        ["after"] = List(window.After),
        ["auto_padding"] = window.Auto.ToString(),
        ["ceil"] = window.Ceil,
    };

    /// <summary>The window of a description.</summary>
    /// <exception cref="FormatException">A setting is missing or of the wrong kind.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static SpatialWindow From(LayerSettings settings) => new(settings.Ints("kernel"))
    {
        Stride = settings.Ints("stride"),
        Dilation = settings.Ints("dilation"),
        Before = settings.Ints("before"),
        After = settings.Ints("after"),
        Auto = Choice<AutoPadding>(settings, "auto_padding"),
        Ceil = settings.Bool("ceil"),
    };

    /// <summary>Whole numbers as a list.</summary>
    public static JsonArray List(IEnumerable<int> values) => new([.. values.Select(value => (JsonNode)value)]);

    /// <summary>A setting that is one of several words.</summary>
    /// <exception cref="FormatException">It is another.</exception>
    public static T Choice<T>(LayerSettings settings, string key)
        where T : struct, Enum
        => Enum.TryParse(settings.Text(key), out T choice) && Enum.IsDefined(choice)
            ? choice
            : throw new FormatException(
                $"{settings.Type}: \"{key}\" is \"{settings.Text(key)}\", expected one of {string.Join(", ", Enum.GetNames<T>())}");
}
