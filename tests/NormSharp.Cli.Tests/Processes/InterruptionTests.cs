using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>A training that is stopped from outside, and continued.</summary>
public sealed class InterruptionTests(UninterruptedRun uninterrupted) : IClassFixture<UninterruptedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Signals
        => new() { { "INT", ExitCode.Interrupted }, { "TERM", ExitCode.Interrupted }, { "KILL", 137 } };

    [Theory]
    [MemberData(nameof(Signals))]
    public void Stopped_and_resumed_is_as_never_stopped(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are those of Unix");

        string run = _folder["run"];
        using CliProcess process = CliProcess.Start(_folder.Path, Training(run));
        process.WaitUntil(() => Lines(run) > 12);
        process.Signal(signal);
        TestRun stopped = process.Wait();
        Assert.Equal(code, stopped.Code);
        Assert.Empty(stopped.Output);
        Assert.False(
            File.Exists(Path.Combine(run, "model.safetensors")), "the training was over before it was stopped; let it last longer");
        if (signal != "KILL")
        {
            string line = Assert.Single(stopped.ErrorLines);
            Assert.StartsWith("normsharp: stopped after step ", line, StringComparison.Ordinal);
            Assert.EndsWith($"train --resume {run}", line, StringComparison.Ordinal);
        }

        TestRun resumed = CliProcess.Run(_folder.Path, "train", "--resume", run, "--threads", "1", "--json", "--quiet").Succeeded();
        Assert.True((long)resumed.Json["steps"]! > 0);
        Assert.Equal(uninterrupted.Model, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void A_run_is_trained_by_one_process_alone()
    {
        string run = _folder["run"];
        // Long enough to be at work still when the second process has started, on any machine.
        using CliProcess process = CliProcess.Start(_folder.Path, Training(run, epochs: 5000));
        process.WaitUntil(() => Lines(run) > 2);
        CliProcess.Run(_folder.Path, "train", "--resume", run).Failed(ExitCode.Failed, run, "another process");
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("model.safetensors")]
    public void A_full_disk_is_told_and_what_was_there_stays(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");

        // A file appears under a temporary name with the process's number, which exec keeps: there the shell puts the full device.
        string run = _folder["run"];
        Directory.CreateDirectory(run);
        using CliProcess process = CliProcess.StartByShell(
            _folder.Path, $"ln -s /dev/full '{run}/{name}'.$$.tmp; exec \"$@\"", Training(run));
        process.Wait().Failed(ExitCode.Failed, Path.Combine(run, name), "cannot write", "the disk is full");
        Assert.False(Path.Exists(Path.Combine(run, name)));
        Assert.Empty(Directory.GetFiles(run, "*.tmp", SearchOption.AllDirectories));
        if (name == "model.safetensors")
        {
            CliProcess.Run(_folder.Path, "train", "--resume", run, "--json", "--quiet").Succeeded();
            Assert.True(File.Exists(Path.Combine(run, name)));
        }
    }

    public void Dispose() => _folder.Dispose();

    private string[] Training(string run, int epochs = UninterruptedRun.Epochs) => uninterrupted.Arguments(run, epochs);

    private static int Lines(string run)
    {
        string path = Path.Combine(run, "metrics.jsonl");
        if (!File.Exists(path))
        {
            return 0;
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
