using Spectre.Console;
using Spectre.Console.Rendering;

namespace NormSharp.Cli.Screens;

/// <summary>A column of a progress display whose text is set from outside.</summary>
internal sealed class TextColumn : ProgressColumn
{
    private volatile string _text = string.Empty;

    /// <summary>What it shows.</summary>
    public string Text
    {
        get => _text;
        set => _text = value;
    }

    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(_text);
}
