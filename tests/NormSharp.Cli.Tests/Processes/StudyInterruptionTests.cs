using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>Studies that are stopped or killed, and go on.</summary>
public sealed class StudyInterruptionTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("KILL", Traits = ["Category", "Exhaustive"])]
    public void A_study_goes_on_after_a_signal_without_running_finished_cells_again(string signal)
        => CheckGoesOn("placement", 0, signal, folder => Assert.True(File.Exists(Path.Combine(folder, "placement", "report.html"))));

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData("KILL")]
    [InlineData("INT")]
    public void Every_study_goes_on_after_a_signal_without_running_finished_cells_again(string signal)
        => CheckGoesOn("all", 14, signal, folder =>
        {
            Assert.True(File.Exists(Path.Combine(folder, "index.html")));
            Assert.Equal(18, Directory.GetFiles(folder, "report.html", SearchOption.AllDirectories).Length);
        });

    /// <summary>Sends the signal in the middle of the study "placement", and runs the same command again.</summary>
    private static void CheckGoesOn(string studies, int cellsBefore, string signal, Action<string> checkEnd)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");

        using var folder = new TemporaryFolder();
        string data = TinyData.Write(Path.Combine(folder.Path, "tiny"));
        string output = Path.Combine(folder.Path, "out");
        string[] command = ["study", studies, "--quick", "--seeds", "1", "--data", data, "--out", output];
        using (CliProcess process = CliProcess.Start(folder.Path, command))
        {
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
        Assert.True(finished.Length >= cellsBefore + 3);
        Assert.False(File.Exists(Path.Combine(output, "placement", "report.html")), "the study was over before it was stopped");

        CliProcess.Run(folder.Path, command).Succeeded();
        Assert.All(finished, cell => Assert.Equal(cell.Written, File.GetLastWriteTimeUtc(cell.File)));
        checkEnd(output);
    }

    private static string[] Cells(string output, string study)
    {
        string cells = Path.Combine(output, study, "runs");
        return Directory.Exists(cells) ? Directory.GetFiles(cells, "*.json") : [];
    }
}
