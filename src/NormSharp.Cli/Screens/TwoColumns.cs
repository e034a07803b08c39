using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>Names on the left, what they mean on the right, wrapped to the screen and to what is easily read.</summary>
internal sealed class TwoColumns(Screen screen)
{
    private const int WidestName = 26;
    private const int WidestLine = 110;

    private readonly List<(string Name, string Meaning)> _rows = [];

    public void Add(string name, string meaning) => _rows.Add((name, Messages.Of(meaning)));

    public void Show()
    {
        int nameWidth = Math.Min(WidestName, _rows.Max(row => row.Name.Length));
        int meaningWidth = Math.Max(20, Math.Min(screen.Width, WidestLine) - nameWidth - 5);
        string indent = new(' ', nameWidth + 4);
        foreach ((string name, string meaning) in _rows)
        {
            string left = $"  [bold]{Markup.Escape(name)}[/]";
            List<string> lines = Wrap(meaning, meaningWidth);
            if (name.Length > nameWidth)
            {
                screen.Line(left);
            }
            else
            {
                screen.Line($"{left}{new string(' ', nameWidth - name.Length + 2)}{Markup.Escape(lines[0])}");
                lines.RemoveAt(0);
            }

            lines.ForEach(line => screen.Line(indent + Markup.Escape(line)));
        }
    }

    internal static List<string> Wrap(string text, int width) => [.. TextColumns.WrapWords(Messages.Of(text), width)];
}
