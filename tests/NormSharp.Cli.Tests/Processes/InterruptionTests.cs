using NormSharp.Cli.Failures;
using NormSharp.Interop;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>A training that is stopped from outside, and continued.</summary>
public sealed class InterruptionTests(UninterruptedRun uninterrupted) : IClassFixture<UninterruptedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Two ways to be stopped; TERM once more is exhaustive.</summary>
    [Theory]
    [InlineData("INT", ExitCode.Interrupted)]
    [InlineData("KILL", 137)]
    [InlineData("TERM", ExitCode.Interrupted, Traits = ["Category", "Exhaustive"])]
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

    [Fact]
    public void A_disk_that_takes_no_more_is_told_and_nothing_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of files are Unix's");

        // The runtime maps its code through a file that counts too, unless it is told not to.
        string run = _folder["run"];
        using CliProcess process = CliProcess.StartByShell(
            _folder.Path, "trap '' XFSZ; ulimit -f 1; DOTNET_EnableWriteXorExecute=0 exec \"$@\"", Training(run));
        process.Wait().Failed(ExitCode.Failed, Path.Combine(run, "run.json"), "cannot write");
        Assert.Empty(Directory.GetFileSystemEntries(run));
    }

    [Theory]
    [InlineData("x.pth", "export", "m.safetensors", "-o", "x.pth")]
    [InlineData("x.onnx", "export", "m.safetensors", "-o", "x.onnx")]
    [InlineData("garments-sheet.png", "data", "garments")]
    [InlineData("x.npy", "run", "m.safetensors", "--input", "in.npy", "--output", "x.npy")]
    [InlineData("looked-at", "eval", "m.safetensors", "--data", "data", "-o", "looked-at")]
    [InlineData("pictures", "data", "garments", "--no-sheet", "--export", "pictures")]
    [InlineData("x.html", "doctor", "m.safetensors", "--html", "x.html")]
    public void So_it_is_with_what_is_written_for_other_programs(string file, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of files are Unix's");
        File.WriteAllBytes(_folder["m.safetensors"], uninterrupted.Model);
        TensorFiles.WriteNpy(_folder["in.npy"], NamedTensor.Of("x", [1, 1, TinyData.Size, TinyData.Size], new float[256]));
        TinyData.Write(_folder["data"]);
        using CliProcess process = CliProcess.StartByShell(
            _folder.Path, "trap '' XFSZ; ulimit -f 0; DOTNET_EnableWriteXorExecute=0 exec \"$@\"", arguments);
        process.Wait().Failed(ExitCode.Failed, file, "cannot write");
        Assert.Equal(["data", "in.npy", "m.safetensors"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void What_stands_in_the_way_of_the_final_model_is_told_and_nothing_is_lost()
    {
        string run = _folder["run"];
        string model = Path.Combine(run, "model.safetensors");
        using CliProcess process = CliProcess.Start(_folder.Path, Training(run));
        process.WaitUntil(() => Lines(run) > 0);
        Directory.CreateDirectory(model);
        process.Wait().Failed(ExitCode.Failed, model, "cannot write");
        Assert.Empty(Directory.GetFiles(run, "*.tmp", SearchOption.AllDirectories));
        Directory.Delete(model);
        CliProcess.Run(_folder.Path, "train", "--resume", run, "--json", "--quiet").Succeeded();
        Assert.Equal(uninterrupted.Model, File.ReadAllBytes(model));
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
