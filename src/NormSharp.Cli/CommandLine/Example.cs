namespace NormSharp.Cli.CommandLine;

/// <summary>A command line to copy.</summary>
/// <param name="Arguments">What follows the program's name.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record Example(string Arguments, string Meaning);
