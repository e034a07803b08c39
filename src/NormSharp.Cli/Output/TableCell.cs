using NormSharp.Cli.Localization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NormSharp.Cli.Output;

/// <summary>A cell of a table, whose lines end where lines of Chinese may end, too.</summary>
internal sealed class TableCell(string text, Style? style = null) : Renderable
{
    /// <summary>A cell with nothing in it.</summary>
    public static TableCell Empty { get; } = new(string.Empty);

    /// <summary>Whether there is something in it.</summary>
    public bool HasText => text.Length > 0;

    protected override Measurement Measure(RenderOptions options, int maxWidth)
    {
        Measurement whole = Whole(text).Measure(options, maxWidth);
        return new Measurement(Math.Min(whole.Min, TextColumns.OfLongestPiece(text)), whole.Max);
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Whole(TextColumns.Of(text) == text.Length
        ? text
        : string.Join('\n', text.Split('\n').SelectMany(line => TextColumns.Wrap(line, maxWidth)))).Render(options, maxWidth);

    private IRenderable Whole(string content) => new Text(content, style);
}
