using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>Standard streams that are closed or full: the right exit code, and never an abort.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(">&-", ExitCode.Failed)]
    [InlineData(">/dev/full", ExitCode.Failed)]
    [InlineData(">/dev/full 2>/dev/full", ExitCode.Failed)]
    [InlineData(">&- 2>&- <&-", ExitCode.Failed)]
    [InlineData("2>&-", ExitCode.Ok)]
    [InlineData("2>/dev/full", ExitCode.Ok)]
    [InlineData("<&-", ExitCode.Ok)]
    public void An_answer_that_cannot_be_printed_fails_and_the_error_stream_does_not_matter(string streams, int code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full and /proc are Linux's");
        using CliProcess process = CliProcess.StartByShell(_folder.Path, $"\"$@\" {streams}", "env");
        Assert.Equal(code, process.Wait().Code);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public void A_failure_that_cannot_be_told_keeps_its_code(string streams)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full and /proc are Linux's");
        using CliProcess failing = CliProcess.StartByShell(_folder.Path, $"\"$@\" {streams}", "eval", "absent");
        Assert.Equal(ExitCode.Failed, failing.Wait().Code);
        using CliProcess wrong = CliProcess.StartByShell(_folder.Path, $"\"$@\" {streams}", "eval", "--nonsense");
        Assert.Equal(ExitCode.WrongUsage, wrong.Wait().Code);
    }

    [Fact]
    public void A_pipe_as_a_file_is_refused_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files");
        using CliProcess process = CliProcess.StartByShell(
            _folder.Path, "mkfifo pipe; \"$@\" eval pipe --data garments; \"$@\" predict pipe pipe; \"$@\" summary pipe; \"$@\" data pipe");
        string[] lines = [.. process.Wait().ErrorLines];
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Contains("pipe", line, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
