using System.CommandLine;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    /// <summary>Help instead of the command.</summary>
    public static Option<bool> Help { get; } =
        new("--help", "-h", "-?") { Description = "Show this help.", Recursive = true, Arity = ArgumentArity.Zero };

    /// <summary>The version instead of the command.</summary>
    public static Option<bool> Version { get; } = new("--version") { Description = "Show the version.", Arity = ArgumentArity.Zero };

    /// <summary>One JSON object for machines.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON object as the last line of standard output; what is for people goes to standard error.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>The stack trace of a failure.</summary>
    public static Option<bool> Debug { get; } =
        new("--debug") { Description = "Show the stack trace when something fails.", Recursive = true, Arity = ArgumentArity.Zero };

    /// <summary>The language of what is for people.</summary>
    public static Option<Language?> Language { get; } = LanguageOption.Create();

    /// <summary>Those that every command has, as help lists them.</summary>
    public static IReadOnlyList<Option> All => [Json, Language, Debug, Help];

    /// <summary>Adds all of them.</summary>
    public static void AddTo(Command root)
    {
        root.Add(Help);
        root.Add(Version);
        root.Add(Json);
        root.Add(Language);
        root.Add(Debug);
    }
}
