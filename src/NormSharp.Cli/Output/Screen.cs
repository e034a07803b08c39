using System.Text;
using NormSharp.Cli.Localization;
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
    public void Line(string markup = "") => Console.MarkupLine(Broken(Printable.Text(Messages.Of(markup))));

    /// <inheritdoc cref="Line(string)"/>
    public void Line(Message markup) => Line(Messages.Of(markup));

    /// <summary>A line as it stands, never wrapped, so that it can be copied; control characters in it are spelled out.</summary>
    public void Text(string text) => Console.Write(new CopyableLine(Printable.Text(Messages.Of(text))));

    /// <inheritdoc cref="Text(string)"/>
    public void Text(Message text) => Console.Write(new CopyableLine(Printable.Text(Messages.Of(text))));

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
    public T Wait<T>(string what, Func<Action<string>, T> work) => Waiting(Messages.Of(what), work);

    /// <inheritdoc cref="Wait{T}(string, Func{Action{string}, T})"/>
    public T Wait<T>(Message what, Func<Action<string>, T> work) => Waiting(Messages.Of(what), work);

    private T Waiting<T>(string what, Func<Action<string>, T> work)
    {
        if (!IsLive || IsQuiet)
        {
            return work(_ => { });
        }

        return Console.Status()
            .Spinner(Spinner.Known.Dots)
            .SpinnerStyle(Styles.Accent)
            .Start(Escaped(what), context => work(text => context.Status(Escaped(Messages.Of(text)))));
    }

    /// <summary>Chinese has no spaces to end a line at, and punctuation does not begin one.</summary>
    private string Broken(string markup)
    {
        string plain = Markup.Remove(markup);
        if (Messages.Language == Language.English || TextColumns.Of(plain) <= Width)
        {
            return markup;
        }

        string indent = new(' ', plain.Length - plain.TrimStart().Length);
        var broken = new StringBuilder();
        int at = 0;
        int end = 0;
        foreach (string line in TextColumns.WrapWords(plain.Trim(), Width - indent.Length))
        {
            // Each line takes its part of the markup; what is bold goes on in the next.
            end = plain.IndexOf(line, end, StringComparison.Ordinal) + line.Length;
            int next = InMarkup(markup, end);
            string part = markup[at..next];
            broken.Append(broken.Length > 0 ? $"\n{indent}{part.TrimStart()}" : part);
            at = next;
        }

        return broken.Append(markup[at..]).ToString();
    }

    /// <summary>Where so many characters of text end in the markup that says how they look.</summary>
    private static int InMarkup(string markup, int characters)
    {
        int at = 0;
        for (; characters > 0; characters--, at++)
        {
            while (markup[at] == '[' && markup[at + 1] != '[')
            {
                at = markup.IndexOf(']', at) + 1;
            }

            at += markup[at] is '[' or ']' ? 1 : 0;
        }

        return at;
    }

    private static string Escaped(string text) => Markup.Escape(Printable.Text(text));
}
