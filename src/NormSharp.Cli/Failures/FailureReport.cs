using NormSharp.Cli.Localization;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Cli.Failures;

/// <summary>What a failure looks like to the user: one line and an exit code.</summary>
/// <param name="Message">The line, without the program's name in front.</param>
/// <param name="Code">The exit code.</param>
internal sealed record FailureReport(string Message, int Code)
{
    /// <summary>Tells failures that the program foresees, whose message says what to do, from those that nobody thought of.</summary>
    public static FailureReport Of(Exception exception)
    {
        string message = OneLine(exception.Message);
        return exception switch
        {
            UsageException => new FailureReport(message, ExitCode.WrongUsage),
            OperationCanceledException => new FailureReport(message, ExitCode.Interrupted),
            NormSharpException or DataException or LayerException or IOException or UnauthorizedAccessException =>
                new FailureReport(message, ExitCode.Failed),
            OutOfMemoryException => new FailureReport(Messages.Of(
                "there is not enough memory for this; a smaller --batch-size, a smaller model or fewer images need less"), ExitCode.Failed),
            _ => new FailureReport(
                Messages.Of(
                    $"unexpected {exception.GetType().Name}: {message} (this is a mistake in normsharp; please report it with what the "
                        + $"same command prints with --debug)"),
                ExitCode.Failed),
        };
    }

    private static string OneLine(string text) => Printable.Line(
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
}
