using System.Xml.Linq;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>
/// A picture of numbers as scalable vector graphics: self-contained, readable on light and dark ground, told apart by more than colour.
/// </summary>
public abstract record Chart
{
    /// <summary>The width of every chart in its own units; a page scales it.</summary>
    public const double Width = 720;

    /// <summary>What the chart shows, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence for people who cannot see the picture; the title when null.</summary>
    public string? Description { get; init; }

    /// <summary>The chart as an <c>svg</c> element.</summary>
    public XElement ToSvg()
    {
        var canvas = new SvgCanvas();
        double top = canvas.Title(Title);
        double height = Draw(canvas, top);
        return canvas.Finish(height, Title, Description ?? Title);
    }

    /// <summary>The chart as the text of a file of its own.</summary>
    public string ToSvgFile() => ToSvg().ToString(SaveOptions.None) + "\n";

    /// <summary>Draws everything below the title.</summary>
    /// <returns>The height that was needed.</returns>
    private protected abstract double Draw(SvgCanvas canvas, double top);
}
