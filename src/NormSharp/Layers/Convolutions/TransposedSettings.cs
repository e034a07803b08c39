using System.Text.Json.Nodes;
using NormSharp.Ops;

namespace NormSharp.Layers;

/// <summary>A <see cref="TransposedWindow"/> as a layer's description has it.</summary>
internal static class TransposedSettings
{
    /// <summary>The settings of a window.</summary>
    public static JsonObject Describe(TransposedWindow window)
    {
        JsonObject settings = WindowSettings.Describe(window.Window);
        settings["output_padding"] = WindowSettings.List(window.OutputPadding);
        settings["extents"] = WindowSettings.List(window.Extents);
        return settings;
    }

    /// <summary>The window of a description.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as dimensions.</exception>
    public static TransposedWindow From(LayerSettings settings) => Checked(new TransposedWindow(WindowSettings.From(settings))
    {
        OutputPadding = settings.Ints("output_padding"),
        Extents = settings.Ints("extents"),
    });

    /// <summary>The window itself.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as dimensions.</exception>
    public static TransposedWindow Checked(TransposedWindow window)
    {
        int rank = window.Window.Rank;
        return (window.OutputPadding.Count == 0 || window.OutputPadding.Count == rank)
            && (window.Extents.Count == 0 || window.Extents.Count == rank)
            ? window
            : throw new ArgumentException(
                $"a transposed convolution of {rank} dimensions has {window.OutputPadding.Count} output paddings and "
                    + $"{window.Extents.Count} extents");
    }
}
