using NormSharp.Primitives;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NormSharp.Cli.Output;

/// <summary>What a person sees: styled and live on a terminal, plain lines elsewhere.</summary>
internal sealed class Screen
{
    /// <summary>Writes to a writer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isTerminal">Whether it understands control codes.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="quiet">Whether only results are shown.</param>
    public Screen(TextWriter writer, bool isTerminal, int width, bool quiet)
    {
        IsLive = isTerminal;
        IsQuiet = quiet;
        Writer = writer;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new ScreenOutput(writer, isTerminal, width),
        });
    }

    /// <summary>Whether lines can be redrawn.</summary>
    public bool IsLive { get; }

    /// <summary>Whether only results are shown.</summary>
    public bool IsQuiet { get; }

    /// <summary>Columns.</summary>
    public int Width => Console.Profile.Width;

    /// <summary>The styled console, for live displays.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>The writer below.</summary>
    public TextWriter Writer { get; }

    /// <summary>A line with Spectre's markup; control characters in it are spelled out.</summary>
    public void Line(string markup = "") => Console.MarkupLine(Printable.Text(markup));

    /// <summary>A line as it stands, never wrapped, so that it can be copied; control characters in it are spelled out.</summary>
    public void Text(string text) => Console.Write(new CopyableLine(Printable.Text(text)));

    /// <summary>A table or the like; without the padding at the end of lines where it goes to a file.</summary>
    public void Show(IRenderable renderable)
    {
        if (IsLive)
        {
            Console.Write(renderable);
            return;
        }

        foreach (string line in Rendered(renderable))
        {
            Writer.WriteLine(line);
        }
    }

    /// <summary>The lines of a table or the like, without the padding at their ends.</summary>
    public string[] Rendered(IRenderable renderable)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new Screen(text, IsLive, Width, IsQuiet).Console.Write(renderable);
        return [.. text.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    /// <summary>Does some work that takes a moment, with a spinner on a terminal.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="work">Does it; may say more by the given action.</param>
    public T Wait<T>(string what, Func<Action<string>, T> work)
    {
        if (!IsLive || IsQuiet)
        {
            return work(_ => { });
        }

        return Console.Status()
            .Spinner(Spinner.Known.Dots)
            .SpinnerStyle(Styles.Accent)
            .Start(Escaped(what), context => work(text => context.Status(Escaped(text))));
    }

    private static string Escaped(string text) => Markup.Escape(Printable.Text(text));
}
