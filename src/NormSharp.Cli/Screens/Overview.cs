using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What the program shows when it is started without a command.</summary>
internal static class Overview
{
    public static void Show(Screen screen, IReadOnlyList<CliCommand> commands)
    {
        screen.Line($"[bold]{Application.Name}[/] {Versions.Short}: train batch-normalized networks, and repair their running statistics");
        screen.Line();
        Title(screen, "Commands");
        var rows = new TwoColumns(screen);
        foreach (CliCommand command in commands)
        {
            rows.Add(command.Name, command.Description!);
        }

        rows.Show();
        screen.Line();
        Title(screen, "Begin with");
        foreach (string line in (string[])["train", "train --help"])
        {
            CommandLines.Show(screen, Invocation.Of(line));
        }

        screen.Line();
        screen.Line("Every command has [bold]--help[/] with examples and [bold]--json[/] for scripts.");
    }

    internal static void Title(Screen screen, string text) => screen.Line($"[teal]{Markup.Escape(Messages.Of(text))}[/]");
}
