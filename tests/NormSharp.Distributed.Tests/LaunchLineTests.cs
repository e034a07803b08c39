using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NormSharp.Distributed.Tests;

/// <summary>What <c>launch --dry-run</c> prints is the whole command: a shell that knows nothing else runs it.</summary>
public sealed class LaunchLineTests
{
    [Fact]
    public void It_shows_the_environment()
        => Assert.StartsWith("env ", Launcher.FindAny().DryRun(2, "--version"), StringComparison.Ordinal);

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_shell_runs_it(string name)
    {
        Launcher launcher = Launcher.Find(name);
        string line = launcher.DryRun(2, "--version");
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
}
