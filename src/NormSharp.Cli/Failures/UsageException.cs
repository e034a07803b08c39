using NormSharp.Cli.Localization;
using NormSharp.Primitives;

namespace NormSharp.Cli.Failures;

/// <summary>The command line asks for what cannot be; the message names the option, what was found and what is expected.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>A failure with a message without values.</summary>
    public UsageException(string message, Exception? inner = null)
        : base(Printable.Line(Messages.Of(message)), inner)
    {
    }

    /// <summary>A failure with a message that has values.</summary>
    public UsageException(Message message, Exception? inner = null)
        : base(Printable.Line(Messages.Of(message)), inner)
    {
    }
}
