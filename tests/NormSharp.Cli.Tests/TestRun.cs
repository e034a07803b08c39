using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests;

/// <summary>What one command did.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record TestRun(int Code, string Output, string Error)
{
    public IReadOnlyList<string> OutputLines => Lines(Output);

    public IReadOnlyList<string> ErrorLines => Lines(Error);

    /// <summary>The last line of standard output, which must be one JSON object.</summary>
    public JsonObject Json => Assert.IsType<JsonObject>(JsonNode.Parse(OutputLines[^1]));

    /// <summary>Runs a command in this process, its output going to memory.</summary>
    public static TestRun Of(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = Application.Run(
            arguments, new Terminal { Output = TextWriter.Synchronized(output), Error = TextWriter.Synchronized(error) });
        return new TestRun(code, output.ToString(), error.ToString());
    }

    /// <summary>All went well, and nothing was complained of.</summary>
    public TestRun Succeeded()
    {
        Expect.True(Code == ExitCode.Ok, $"exit code {Code}: {Error}");
        return this;
    }

    /// <summary>One line that begins with the program's name and holds each of some words; nothing for scripts, no stack trace.</summary>
    public TestRun Failed(int code, params string[] words)
    {
        Expect.True(Code == code, $"exit code {Code}, expected {code}: {Error}");
        string line = Assert.Single(ErrorLines);
        Assert.StartsWith("normsharp: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.Empty(Output);
        return this;
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
