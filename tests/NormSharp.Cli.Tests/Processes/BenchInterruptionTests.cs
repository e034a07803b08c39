using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>A measurement that is stopped from outside.</summary>
public sealed class BenchInterruptionTests
{
    // Of what the program takes to start: from then on a measurement is under way, on a slow machine too.
    private const int Multiple = 5;

    [Theory]
    [InlineData("gemm")]
    [InlineData("limits")]
    public void Ctrl_C_ends_a_benchmark_with_one_line(string benchmark)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");

        using var folder = new TemporaryFolder();
        TimeSpan started = Multiple * TimeToStart(folder.Path);
        using CliProcess process = CliProcess.Start(folder.Path, "bench", benchmark, "--seconds", "100000", "--threads", "1");
        process.WaitUntil(() => process.ProcessorTime > started);
        process.Signal("INT");
        process.Wait().Failed(ExitCode.Interrupted, "stopped before the measurement was complete");
    }

    /// <summary>The processor time of a command that does next to nothing.</summary>
    private static TimeSpan TimeToStart(string folder)
    {
        using CliProcess process = CliProcess.Start(folder, "env");
        TimeSpan time = TimeSpan.Zero;
        while (process.ProcessorTime is { } now)
        {
            time = now;
            Thread.Sleep(1);
        }

        process.Wait().Succeeded();
        return time;
    }
}
