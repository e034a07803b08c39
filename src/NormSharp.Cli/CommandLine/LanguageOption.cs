using System.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.CommandLine;

/// <summary>The option that says which language a command speaks; without it that is the locale's.</summary>
internal static class LanguageOption
{
    /// <summary>Its name.</summary>
    public const string Name = "--language";

    private static readonly Choice<Language> Languages = new(("en", Language.English), ("zh", Language.Chinese));

    /// <summary>Makes the option.</summary>
    public static Option<Language?> Create()
    {
        Option<Language?> option = Languages.Option(Name, "Language of what is for people: en, or zh for Chinese. Default: by the locale.");
        option.Recursive = true;
        return option;
    }

    /// <summary>
    /// The language of a command, before its arguments are understood. What is for scripts is the same in every language, so that a command
    /// with <c>--json</c> speaks English.
    /// </summary>
    /// <param name="arguments">What follows the program's name.</param>
    /// <param name="locale">The language of the locale.</param>
    public static Language Of(IReadOnlyList<string> arguments, Language locale)
    {
        // What follows "--" belongs to another command.
        string[] own = [.. arguments.TakeWhile(argument => argument != "--")];
        return own.Contains(GlobalOptions.Json.Name)
            ? Language.English
            : own.Select((_, index) => Given(own, index)).LastOrDefault(given => given is not null) ?? locale;
    }

    /// <summary>The language of reports, pages and findings, which are for people even where a script asks for them.</summary>
    public static Language OfReports(ParseResult parsed, Terminal terminal) => parsed.GetValue(GlobalOptions.Language) ?? terminal.Language;

    /// <summary>Whether a command line says anything beside its language.</summary>
    public static bool SaysMore(ParseResult parsed) => parsed.GetResult(GlobalOptions.Language) is { Implicit: false } given
        ? given.Errors.Any() || parsed.Tokens.Count > given.Tokens.Count + 1
        : parsed.Tokens.Count > 0;

    private static Language? Given(string[] arguments, int index)
    {
        string argument = arguments[index];
        string? value = argument == Name ? arguments.ElementAtOrDefault(index + 1)
            : argument.StartsWith($"{Name}=", StringComparison.Ordinal) || argument.StartsWith($"{Name}:", StringComparison.Ordinal)
                ? argument[(Name.Length + 1)..]
            : null;
        return value is null ? null : Languages.ValueOf(value);
    }
}
