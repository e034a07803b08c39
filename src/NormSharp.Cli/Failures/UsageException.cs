using NormSharp.Primitives;

namespace NormSharp.Cli.Failures;

/// <summary>The command line asks for what cannot be; the message names the option, what was found and what is expected.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(Printable.Line(message), inner);
