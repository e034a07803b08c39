using Spectre.Console;

namespace NormSharp.Cli.Output;

/// <summary>The few colours, all from the terminal's own sixteen, so that they suit its background.</summary>
internal static class Styles
{
    /// <summary>Names, bars, what to look at first.</summary>
    public static Style Accent { get; } = new(Color.Teal);

    /// <summary>Labels and units.</summary>
    public static Style Dim { get; } = new(decoration: Decoration.Dim);

    /// <summary>Results.</summary>
    public static Style Strong { get; } = new(decoration: Decoration.Bold);
}
