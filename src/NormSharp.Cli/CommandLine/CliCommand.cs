using System.CommandLine;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.CommandLine;

/// <summary>A command with what its help shows beside its options.</summary>
internal abstract class CliCommand : Command
{
    private readonly List<OptionGroup> _groups = [];

    /// <summary>Names the command.</summary>
    protected CliCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>What is typed after the program's name: <c>bench train</c> for a command of a command.</summary>
    public string FullName => Parents.OfType<CliCommand>().FirstOrDefault() is { } parent ? $"{parent.FullName} {Name}" : Name;

    /// <summary>Its own commands; none for most.</summary>
    public IReadOnlyList<CliCommand> Commands => [.. Subcommands.Cast<CliCommand>()];

    /// <summary>Its options, as they stand together.</summary>
    public IReadOnlyList<OptionGroup> Groups => _groups;

    /// <summary>Command lines to copy; at least one.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>What there is to know beyond the options, a paragraph each.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Whether its arguments are another command, whose options are not its own.</summary>
    public virtual bool TakesCommand => false;

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public abstract int Run(ParseResult parsed, Terminal terminal);

    /// <summary>Adds options under a title.</summary>
    protected void AddGroup(string title, params IReadOnlyList<Option> options)
    {
        _groups.Add(new OptionGroup(title, options));
        foreach (Option option in options)
        {
            Add(option);
        }
    }
}
