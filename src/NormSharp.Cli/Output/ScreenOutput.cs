using System.Text;
using Spectre.Console;

namespace NormSharp.Cli.Output;

/// <summary>A writer as Spectre.Console takes it, with a size that is known instead of asked for.</summary>
internal sealed class ScreenOutput(TextWriter writer, bool isTerminal, int width) : IAnsiConsoleOutput
{
    private const int Rows = 24;

    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => Rows;

    // The process's encoding was chosen before.
    public void SetEncoding(Encoding encoding)
    {
    }
}
