using System.Diagnostics;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>A measurement that is stopped from outside.</summary>
public sealed class BenchInterruptionTests
{
    // More than starting takes; from then on the processor is measured.
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(1.5);

    [Theory]
    [InlineData("gemm")]
    [InlineData("limits")]
    public void Ctrl_C_ends_a_benchmark_with_one_line(string benchmark)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");

        using var folder = new TemporaryFolder();
        using CliProcess process = CliProcess.Start(folder.Path, "bench", benchmark, "--seconds", "600", "--threads", "1");
        process.WaitUntil(() => ProcessorTime(process.Id) > Started);
        process.Signal("INT");
        process.Wait().Failed(ExitCode.Interrupted, "stopped before the measurement was complete");
    }

    private static TimeSpan ProcessorTime(int id)
    {
        using Process process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }
}
