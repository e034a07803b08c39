using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Commands;

/// <summary><c>completion</c>: what makes a shell complete command lines of this program.</summary>
internal sealed class CompletionCommand : CliCommand
{
    /// <summary>In place of a shell: the candidates for the last of the words that follow, one a line, for the scripts.</summary>
    private const string Words = "words";

    private static readonly string[] Shells = ["bash", "zsh", "fish", "powershell"];

    private readonly Argument<string> _shell = new("SHELL")
    {
        Description = $"{CommandLine.Words.Or(Shells)}.",
        HelpName = "SHELL",
    };

    private readonly Argument<string[]> _words = new("WORD")
    {
        Description = "What was typed so far; only the scripts give it.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public CompletionCommand()
        : base("completion", "print a script that makes your shell complete commands, options and values")
    {
        _shell.CompletionSources.Add(Shells);
        Add(_shell);
        Add(_words);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("completion bash >> ~/.bashrc", "Bash, from the next terminal on."),
        new("completion zsh > ~/.zfunc/_normsharp", "Zsh, where ~/.zfunc is in fpath."),
        new("completion fish > ~/.config/fish/completions/normsharp.fish", "Fish."),
        new("completion powershell >> $PROFILE", "PowerShell 7.3 or later."),
    ];

    public override bool TakesCommand => true;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string shell = parsed.GetValue(_shell)!;
        if (shell == Words)
        {
            var root = (Command)parsed.RootCommandResult.Command;
            foreach (string candidate in Completion.Of(root, parsed.GetValue(_words) ?? []))
            {
                terminal.Output.WriteLine(candidate);
            }

            return ExitCode.Ok;
        }

        terminal.Output.Write(Shells.Contains(shell)
            ? ShellScripts.Of(shell)
            : throw new UsageException(
                $"there is no script for '{shell}'{CommandLine.Words.DidYouMean(shell, Shells)}; expected {CommandLine.Words.Or(Shells)}"));
        return ExitCode.Ok;
    }
}
