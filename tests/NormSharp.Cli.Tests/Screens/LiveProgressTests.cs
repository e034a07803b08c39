using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Screens;

public sealed class LiveProgressTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void A_terminal_sees_lines_colours_and_a_cursor_that_comes_back()
    {
        var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Null,
            OutputIsTerminal = true,
            Width = 80,
        };
        Assert.Equal(ExitCode.Ok, Application.Run([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("live")], terminal));
        string text = output.ToString();
        Assert.Contains("\u001b[?25l", text, StringComparison.Ordinal);
        Assert.True(text.LastIndexOf("\u001b[?25h", StringComparison.Ordinal) > text.LastIndexOf("\u001b[?25l", StringComparison.Ordinal));
        foreach (string part in (string[])["epoch  train loss", "as trained", "recalibrated", "Next"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void With_json_the_bar_is_on_standard_error_and_the_output_is_one_line()
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Output = output,
            Error = TextWriter.Synchronized(error),
            OutputIsTerminal = true,
            ErrorIsTerminal = true,
            Width = 80,
        };
        Assert.Equal(ExitCode.Ok, Application.Run([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("live-json"), "--json"], terminal));
        Assert.Single(output.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("{", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\u001b[", error.ToString(), StringComparison.Ordinal);
    }
}
