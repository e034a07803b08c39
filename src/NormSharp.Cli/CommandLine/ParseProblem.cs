using System.CommandLine;
using System.CommandLine.Parsing;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>Says in one line what is wrong with a command line that could not be parsed.</summary>
internal static class ParseProblem
{
    /// <summary>Throws when there is anything wrong; the first mistake is told.</summary>
    /// <exception cref="UsageException">Something is.</exception>
    public static void ThrowIfAny(ParseResult parsed, IReadOnlyList<CliCommand> commands)
    {
        if (parsed.CommandResult.Command is not CliCommand command)
        {
            throw new UsageException(UnknownCommand(parsed, commands));
        }

        if (command.Commands.Count > 0)
        {
            throw new UsageException($"{NoSubcommand(parsed, command)} (see {Application.Name} {command.FullName} --help)");
        }

        // A misspelt option is taken for an argument where there is room for one.
        string? unknown = Arguments(parsed, command).Concat(parsed.UnmatchedTokens).FirstOrDefault(IsOption)
            ?? parsed.UnmatchedTokens.FirstOrDefault();
        Argument? missing = command.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });
        string? problem = unknown is not null ? Unknown(unknown, command)
            : !command.TakesCommand && Holder(parsed.CommandResult, string.IsNullOrWhiteSpace) is { } empty
                ? Messages.Of($"{empty} is empty; is a variable of a script not set?")
            : Holder(parsed.CommandResult, value => value.Contains('\0')) is { } holder
                ? Messages.Of($"{holder} holds a NUL, which no name has")
            : missing is not null ? Messages.Of($"{command.FullName} needs {missing.HelpName ?? missing.Name}")
            : parsed.Errors.Count > 0 ? Uncapitalized(parsed.Errors[0])
            : null;
        if (problem is not null)
        {
            throw new UsageException($"{problem} (see {Application.Name} {command.FullName} --help)");
        }
    }

    /// <summary>The option or argument that has a value of some kind; null where there is none.</summary>
    private static string? Holder(CommandResult result, Func<string, bool> isWrong)
    {
        SymbolResult? found = result.Children.FirstOrDefault(child => child.Tokens.Any(token => isWrong(token.Value)));
        return found is OptionResult option ? option.Option.Name : found is ArgumentResult argument ? argument.Argument.Name : null;
    }

    private static IEnumerable<string> Arguments(ParseResult parsed, CliCommand command)
    {
        // What stands after "--" begins with whatever it likes.
        HashSet<string> names = [.. parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value)];
        return command.TakesCommand
            ? []
            : command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
                .Select(token => token.Value).Where(value => !names.Contains(value));
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static string UnknownCommand(ParseResult parsed, IReadOnlyList<CliCommand> commands)
    {
        string[] names = [.. commands.Select(command => command.Name)];
        string? word = parsed.UnmatchedTokens.FirstOrDefault();
        return word is null
            ? Messages.Of($"no command was given; expected {Words.Or(names)}")
            : IsOption(word)
                ? Messages.Of($"there is no option {word} before a command; expected {Words.Or(names)}, --help or --version")
            : Messages.Of($"there is no command '{word}'{Words.DidYouMean(word, names)}; known are {Words.List(names)}");
    }

    private static string NoSubcommand(ParseResult parsed, CliCommand command)
    {
        string[] names = [.. command.Commands.Select(below => below.Name)];
        string? word = parsed.UnmatchedTokens.FirstOrDefault();
        string what = $"{command.FullName} {word}";
        return word is null ? Messages.Of($"{command.FullName} needs one of {Words.Or(names)}")
            : IsOption(word)
                ? Messages.Of($"there is no option {word} before what {command.FullName} is to do; expected {Words.Or(names)}")
            : Messages.Of($"there is no command '{what}'{Words.DidYouMean(word, names)}; known are {Words.List(names)}");
    }

    private static string Unknown(string token, CliCommand command)
    {
        if (!IsOption(token))
        {
            return Messages.Of($"'{token}' is one argument too many for {command.FullName}");
        }

        string name = token.Split('=', ':')[0];
        IEnumerable<string> names = command.Options.Select(option => option.Name).Concat(GlobalOptions.All.Select(option => option.Name));
        return Messages.Of($"there is no option {name}{Words.DidYouMean(name, names)}");
    }

    private static string Uncapitalized(ParseError error)
    {
        if (error.SymbolResult is OptionResult { Tokens.Count: 0 } option)
        {
            return Messages.Of($"required argument missing for option: '{option.Option.Name}'");
        }

        string text = error.Message.TrimEnd('.');
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
