using System.CommandLine;

namespace NormSharp.Cli.CommandLine;

/// <summary>Options that stand together in a command's help.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
