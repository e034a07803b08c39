using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>A command's help: usage, arguments, options in groups, examples.</summary>
internal static class HelpScreen
{
    public static void Show(Screen screen, CliCommand command)
    {
        string name = $"{Application.Name} {command.FullName}";
        List<string> head = TwoColumns.Wrap(Messages.Of($"{name}: {Messages.Of(command.Description!)}"), screen.Width - 1);
        screen.Line($"[bold]{Markup.Escape(name)}[/]{Markup.Escape(head[0][name.Length..])}");
        head.Skip(1).ToList().ForEach(line => screen.Line(Markup.Escape(line)));
        Section(screen, "Usage");
        string arguments = string.Concat(command.Arguments.Select(argument => $" {Usage(argument)}"));
        string own = command.Commands.Count > 0 ? " COMMAND" : string.Empty;
        screen.Text($"  {Application.Name} {command.FullName}{own}{arguments} [options]");
        if (command.Commands.Count > 0)
        {
            Section(screen, "Commands");
            var commands = new TwoColumns(screen);
            foreach (CliCommand below in command.Commands)
            {
                commands.Add(below.Name, below.Description!);
            }

            commands.Show();
        }

        if (command.Arguments.Count > 0)
        {
            Section(screen, "Arguments");
            var rows = new TwoColumns(screen);
            foreach (Argument argument in command.Arguments)
            {
                rows.Add(argument.HelpName ?? argument.Name, argument.Description!);
            }

            rows.Show();
        }

        foreach (OptionGroup group in command.Groups.Append(
            new OptionGroup("General", GlobalOptions.All)))
        {
            Section(screen, group.Title);
            var rows = new TwoColumns(screen);
            foreach (Option option in group.Options)
            {
                rows.Add(Label(option), option.Description!);
            }

            rows.Show();
        }

        foreach (string note in command.Notes)
        {
            screen.Line();
            TwoColumns.Wrap(note, Math.Min(screen.Width, 110) - 1).ForEach(line => screen.Line(Markup.Escape(line)));
        }

        Section(screen, "Examples");
        foreach (Example example in command.Examples)
        {
            CommandLines.Show(screen, $"{Application.Name} {example.Arguments}");
            TwoColumns.Wrap(example.Meaning, screen.Width - 7).ForEach(line => screen.Line($"      [dim]{Markup.Escape(line)}[/]"));
        }
    }

    private static string Usage(Argument argument)
    {
        string name = argument.HelpName ?? argument.Name;
        return argument.Arity.MaximumNumberOfValues > 1 ? $"{name}…" : name;
    }

    private static string Label(Option option) =>
        string.Join(", ", option.Aliases.Where(alias => alias is ['-', char letter] && char.IsAsciiLetter(letter)).Append(option.Name))
            + (option.HelpName is string value ? $" {value}" : string.Empty);

    private static void Section(Screen screen, string title)
    {
        screen.Line();
        Overview.Title(screen, title);
    }
}
