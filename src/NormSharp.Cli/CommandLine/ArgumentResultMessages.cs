using System.CommandLine.Parsing;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>Says what is wrong with the value of an option, in the language of the command.</summary>
internal static class ArgumentResultMessages
{
    /// <summary>Refuses the value.</summary>
    public static void Refuse(this ArgumentResult result, Message message) => result.AddError(Messages.Of(message));
}
