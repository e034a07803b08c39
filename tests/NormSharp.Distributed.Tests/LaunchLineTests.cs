using System.Diagnostics;
using System.Text.RegularExpressions;
using NormSharp.Cli;

namespace NormSharp.Distributed.Tests;

/// <summary>What <c>launch --dry-run</c> prints is the whole command: a shell that knows nothing else runs it.</summary>
public sealed class LaunchLineTests
{
    [Fact]
    public void It_shows_the_environment() => Assert.StartsWith("env ", Line(Launcher.FindAny()), StringComparison.Ordinal);

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_shell_runs_it(string name)
    {
        Launcher launcher = Launcher.Find(name);
        string line = Line(launcher);
        Assert.Contains(launcher.IsOpenMpi ? "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1" : "UCX_TLS=^cma", line, StringComparison.Ordinal);
        using Process process = Process.Start(new ProcessStartInfo(
            "env", ["-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", "HOME=/tmp", "sh", "-c", line])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        (int code, string text) = Launcher.Finish(process);
        Assert.True(code == 0, text);
        Assert.Equal(2, text.Split('\n').Count(printed => Regex.IsMatch(printed, @"^\d+\.\d+\.\d+")));
    }

    private static string Line(Launcher launcher)
    {
        var output = new StringWriter();
        Assert.Equal(0, Application.Run(
            ["launch", "--mpirun", launcher.Path, "--ranks", "2", "--dry-run", "--", "--version"],
            new() { Output = output, Error = TextWriter.Null }));
        return output.ToString().Trim();
    }
}
