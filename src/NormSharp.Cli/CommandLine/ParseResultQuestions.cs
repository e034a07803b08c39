using System.CommandLine;

namespace NormSharp.Cli.CommandLine;

/// <summary>What a command line says beside values.</summary>
internal static class ParseResultQuestions
{
    /// <summary>Whether the user gave an option; one that only has a default was not given.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
