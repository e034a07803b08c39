using System.CommandLine;
using System.CommandLine.Parsing;

namespace NormSharp.Cli.CommandLine;

/// <summary>
/// <c>--quiet</c> alone shows only the result; <c>--quiet BN005</c> leaves one kind of warning out, <c>--quiet BN002,BN005</c> several.
/// </summary>
internal static class QuietOption
{
    private const string Name = "--quiet";
    private const string Prefix = "BN";
    private const int IdLength = 5;

    /// <summary>Makes the option.</summary>
    public static Option<string[]> Create() => new(Name)
    {
        Description = "Show only the result; with ids, only leave those warnings out (docs/diagnostics.md).",
        HelpName = "[BN005,…]",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result =>
        {
            string[] ids = [.. result.Tokens.SelectMany(token => token.Value.Split(',')).Select(id => id.ToUpperInvariant())];
            if (Array.Find(ids, id => !IsId(id)) is string wrong)
            {
                result.Refuse(
                    $"{Name} is '{wrong}', expected ids of warnings such as BN005, separated by commas, or nothing to show only the "
                        + $"result");
            }

            return ids;
        },
    };

    /// <summary>Whether the option was given without ids.</summary>
    public static bool ShowsOnlyResult(ParseResult parsed, Option<string[]> option) =>
        parsed.GetResult(option) is OptionResult { Implicit: false } result && result.IdentifierTokenCount > result.Tokens.Count;

    /// <summary>The ids, in capitals; empty when the option names none.</summary>
    public static IReadOnlyList<string> Ids(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) ?? [];

    // Ids of other versions are let through, so that a script outlives the check that it silences.
    private static bool IsId(string text)
        => text.Length == IdLength && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length..].All(char.IsAsciiDigit);
}
