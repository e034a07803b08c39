using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>Studies that are stopped or killed, and go on.</summary>
public sealed class StudyInterruptionTests
{
    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public void Every_study_goes_on_after_a_signal_without_running_finished_cells_again(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");

        using var folder = new TemporaryFolder();
        string data = TinyData.Write(Path.Combine(folder.Path, "tiny"));
        string output = Path.Combine(folder.Path, "out");
        string[] command = ["study", "all", "--quick", "--seeds", "1", "--data", data, "--out", output];
        using (CliProcess process = CliProcess.Start(folder.Path, command))
        {
            // In the middle of the second study.
            process.WaitUntil(() => Cells(output, "placement").Length >= 3);
            process.Signal(signal);
            TestRun stopped = process.Wait();
            if (signal == "INT")
            {
                Assert.Equal(ExitCode.Interrupted, stopped.Code);
                Assert.Contains("the same command goes on", Assert.Single(stopped.ErrorLines), StringComparison.Ordinal);
            }
        }

        (string File, DateTime Written)[] finished =
            [.. Cells(output, "learning-rate").Concat(Cells(output, "placement")).Select(file => (file, File.GetLastWriteTimeUtc(file)))];
        Assert.True(finished.Length >= 14 + 3);
        Assert.False(File.Exists(Path.Combine(output, "index.html")));

        CliProcess.Run(folder.Path, command).Succeeded();
        Assert.All(finished, cell => Assert.Equal(cell.Written, File.GetLastWriteTimeUtc(cell.File)));
        Assert.True(File.Exists(Path.Combine(output, "index.html")));
        Assert.Equal(18, Directory.GetFiles(output, "report.html", SearchOption.AllDirectories).Length);
    }

    private static string[] Cells(string output, string study)
    {
        string cells = Path.Combine(output, study, "cells");
        return Directory.Exists(cells) ? Directory.GetFiles(cells, "*.json") : [];
    }
}
