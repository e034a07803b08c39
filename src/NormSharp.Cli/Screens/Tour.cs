using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What the program shows when it is started without anything: what to type first, and what that is for.</summary>
internal static class Tour
{
    private static readonly Example[] Stops =
    [
        new("train", "A network learns pictures that are drawn on the spot: from nothing to a model in seconds."),
        new("train --data ./photos", "Your own pictures, a folder a class. Network, batch and rate are chosen, and said."),
        new("eval runs/lenet-bn-garments-1", "How good it is, class by class, and its surest mistakes."),
        new("predict runs/lenet-bn-garments-1 picture.png", "What a picture shows."),
        new("doctor runs/lenet-bn-garments-1", "What is wrong with its normalization, what that costs, and the repair."),
        new("study placement --quick", "A claim about batch normalization as an experiment."),
    ];

    public static void Show(Screen screen, IReadOnlyList<CliCommand> commands)
    {
        screen.Line($"[bold]{Application.Name}[/] {Versions.Short}: trains, explains and repairs batch-normalized neural networks");
        screen.Line();
        Overview.Title(screen, "A short tour");
        foreach (Example stop in Stops)
        {
            CommandLines.Show(screen, Invocation.Of(stop.Arguments));
            TwoColumns.Wrap(stop.Meaning, screen.Width - 7).ForEach(line => screen.Line($"      [dim]{Markup.Escape(line)}[/]"));
        }

        IEnumerable<string> shown = Stops.Select(stop => stop.Arguments.Split(' ')[0]);
        string others = Words.And(commands.Select(command => command.Name).Except(shown));
        screen.Line();
        TwoColumns.Wrap(Messages.Of($"There are also {others}."), screen.Width - 1).ForEach(line => screen.Line(Markup.Escape(line)));
        screen.Line("[bold]--help[/] explains all of them; every command has [bold]--help[/] and [bold]--json[/].");
    }
}
