using System.CommandLine;
using System.CommandLine.Completions;

namespace NormSharp.Cli.CommandLine;

/// <summary>What may stand for the last word of a command line.</summary>
internal static class Completion
{
    /// <summary>The candidates, in order; none where a file or a free text is expected.</summary>
    /// <param name="root">The program.</param>
    /// <param name="words">The words after its name; the last one is being typed, and may be empty.</param>
    public static IReadOnlyList<string> Of(Command root, IReadOnlyList<string> words)
    {
        string last = words.Count > 0 ? words[^1] : string.Empty;
        string[] typed = [.. words.Take(words.Count - 1)];
        Command command = root;
        int arguments = 0;
        Option? open = null;
        for (int i = 0; i < typed.Length; i++)
        {
            string word = typed[i];
            if (word == "--" && command is CliCommand { TakesCommand: true })
            {
                // What follows is a command of this program again, as for launch.
                return Of(root, [.. words.Skip(i + 1)]);
            }

            Option? option = OptionOf(command, word);
            bool isValue = open is not null && option is null;
            open = option is { Arity.MaximumNumberOfValues: > 0 } ? option : null;
            if (!isValue && option is null)
            {
                Command? below = arguments > 0 ? null : command.Subcommands.FirstOrDefault(candidate => candidate.Name == word);
                arguments += below is null ? 1 : 0;
                command = below ?? command;
            }
        }

        IEnumerable<string> candidates =
            open is not null ? Values(open)
            : last.StartsWith('-') ? Options(command).Except(typed)
            : command.Subcommands.Count > 0 ? command.Subcommands.Select(below => below.Name)
            : command.Arguments.ElementAtOrDefault(arguments) is { } argument ? Labels(argument)
            : [];
        return [.. candidates.Where(candidate => candidate.StartsWith(last, StringComparison.Ordinal))];
    }

    private static Option? OptionOf(Command command, string word) => AllOptions(command)
        .FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private static IEnumerable<string> Options(Command command) => AllOptions(command).Select(option => option.Name);

    private static IEnumerable<Option> AllOptions(Command command) => command.Options
        .Concat(command is CliCommand ? GlobalOptions.All : [])
        .Distinct();

    /// <summary>
    /// Names stand in the help of an option in lower case with bars between; what is in capitals stands for something else.
    /// </summary>
    private static IEnumerable<string> Values(Option option) => Labels(option).Concat(
            (option.HelpName ?? string.Empty).Split('|').Where(name => name.Length > 0 && name.All(c => !char.IsAsciiLetterUpper(c))))
        .Distinct();

    private static IEnumerable<string> Labels(Symbol symbol) => symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label);
}
