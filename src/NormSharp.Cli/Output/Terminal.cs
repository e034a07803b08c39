using System.Text;
using NormSharp.Cli.Localization;
using NormSharp.Distributed;

namespace NormSharp.Cli.Output;

/// <summary>Where the program writes: the only place that knows of the process's console.</summary>
internal sealed class Terminal
{
    private const int SmallestWidth = 40;
    private const int FileWidth = 160;

    /// <summary>What scripts read.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Failures; and what is for people when scripts read the output.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Output"/> is a terminal that understands control codes.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal that understands control codes.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = FileWidth;

    /// <summary>The language of the user's locale.</summary>
    public Language Language { get; init; } = Language.English;

    /// <summary>The console of this process; plain when <c>NO_COLOR</c> is set or <c>TERM</c> is <c>dumb</c>.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        // A launcher of ranks may give them a terminal of its own, which passes bytes on to a file or to lines of a terminal elsewhere.
        if (MpiReducer.IsLaunched)
        {
            Environment.SetEnvironmentVariable("TERM", "dumb");
        }

        bool isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") is "dumb";
        bool outputIsTerminal = !Console.IsOutputRedirected && !isPlain;
        bool errorIsTerminal = !Console.IsErrorRedirected && !isPlain;
        return new Terminal
        {
            Output = new StandardWriter(ClosedStream.IsClosed(1) ? null : Console.Out, "standard output"),
            Error = new StandardWriter(ClosedStream.IsClosed(2) ? null : Console.Error, null),
            OutputIsTerminal = outputIsTerminal,
            ErrorIsTerminal = errorIsTerminal,
            Width = Console.IsOutputRedirected && Console.IsErrorRedirected ? FileWidth : ConsoleWidth(),
            Language = Locale.Of(Environment.GetEnvironmentVariable),
        };
    }

    /// <summary>A screen for people on the standard output, or on the standard error when that is left to a script.</summary>
    /// <param name="json">Whether a script reads the output.</param>
    /// <param name="quiet">Whether only results are shown.</param>
    public Screen Screen(bool json = false, bool quiet = false) => json
        ? new Screen(Error, ErrorIsTerminal, ErrorIsTerminal ? Width : FileWidth, quiet)
        : new Screen(Output, OutputIsTerminal, OutputIsTerminal ? Width : FileWidth, quiet);

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? Math.Max(width, SmallestWidth) : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
