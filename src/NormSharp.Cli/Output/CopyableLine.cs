using Spectre.Console;
using Spectre.Console.Rendering;

namespace NormSharp.Cli.Output;

/// <summary>A line that is left to the terminal to wrap: a command or a path is copied whole.</summary>
internal sealed class CopyableLine(string text, Style? style = null) : Renderable
{
    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(text.Length, text.Length);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        => [new Segment(text, style ?? Style.Plain), Segment.LineBreak];
}
