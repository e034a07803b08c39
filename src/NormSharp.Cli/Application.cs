using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;
using NormSharp.Primitives;

namespace NormSharp.Cli;

/// <summary>The whole program: parses the arguments, runs the command, and turns every failure into one line and an exit code.</summary>
internal static class Application
{
    /// <summary>The name of the program, before every failure.</summary>
    public const string Name = "normsharp";

    // Arguments stand as they are: no @file, no -abc for -a -b -c.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs the command of this process. Arguments that are no Unicode text would name other files, and are refused.</summary>
    public static int RunProcess(IReadOnlyList<string> arguments, Terminal terminal)
    {
        if (RawArguments.FirstBroken(arguments) is not string broken)
        {
            return Run(arguments, terminal);
        }

        terminal.Error.WriteLine(Messages.In(LanguageOption.Of(arguments, terminal.Language), () => Messages.Of(
            $"{Name}: '{Printable.Name(broken)}' holds bytes that are no UTF-8, so the file cannot be named from here; rename it")));
        return ExitCode.WrongUsage;
    }

    /// <summary>Runs one command and returns its exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
        => Messages.In(LanguageOption.Of(arguments, terminal.Language), () => RunSpoken(arguments, terminal));

    /// <summary>Understands a command line as far as it can be understood.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> arguments) => CommandTree.For(arguments).Parse(arguments, Parsing);

    private static int RunSpoken(IReadOnlyList<string> arguments, Terminal terminal)
    {
        ParseResult parsed = Parse(arguments);
        try
        {
            return Dispatch(parsed, terminal);
        }
        catch (Exception exception)
        {
            FailureReport report = FailureReport.Of(exception);
            terminal.Error.WriteLine($"{Name}: {report.Message}");
            if (parsed.GetValue(GlobalOptions.Debug))
            {
                foreach (string line in exception.ToString().Split(Environment.NewLine))
                {
                    terminal.Error.WriteLine(Printable.Line(line));
                }
            }

            return report.Code;
        }
    }

    private static int Dispatch(ParseResult parsed, Terminal terminal)
    {
        CliCommand[] commands = [.. parsed.RootCommandResult.Command.Subcommands.Cast<CliCommand>()];
        var command = parsed.CommandResult.Command as CliCommand;
        if (parsed.GetValue(GlobalOptions.Version))
        {
            terminal.Output.WriteLine(Versions.Short);
            return ExitCode.Ok;
        }

        bool isEmpty = command is null && !LanguageOption.SaysMore(parsed);
        if (parsed.GetValue(GlobalOptions.Help) || isEmpty)
        {
            Screen screen = terminal.Screen();
            if (isEmpty)
            {
                Tour.Show(screen, commands);
            }
            else if (command is null)
            {
                Overview.Show(screen, commands);
            }
            else
            {
                HelpScreen.Show(screen, command);
            }

            return ExitCode.Ok;
        }

        ParseProblem.ThrowIfAny(parsed, commands);
        return command!.Run(parsed, terminal);
    }
}
