using NormSharp.Cli.Localization;

namespace NormSharp.Cli.Failures;

/// <summary>What the command itself found wrong with files, data or results, in the language that it speaks.</summary>
internal sealed class CommandException : NormSharpException
{
    /// <summary>A failure with a message without values.</summary>
    public CommandException(string message, Exception? inner = null)
        : base(Messages.Of(message), inner)
    {
    }

    /// <summary>A failure with a message that has values.</summary>
    public CommandException(Message message, Exception? inner = null)
        : base(Messages.Of(message), inner)
    {
    }
}
