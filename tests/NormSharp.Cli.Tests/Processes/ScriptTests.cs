using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>What scripts lean on, by the real program.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_contract_for_scripts()
    {
        string data = TinyData.Write(_folder["data"]);
        string run = _folder["run"];
        TestRun training = CliProcess.Run(
            _folder.Path, "train", "--model", "lenet-bn", "--data", data, "--epochs", "3", "--lr", "1.0", "--batch-size", "16", "--seed",
            "1", "--threads", "2",
            "--out", run, "--json").Succeeded();
        double accuracy = (double)training.Json["test_accuracy_recalibrated"]!;
        TestRun evaluation = CliProcess.Run(_folder.Path, "eval", Path.Combine(run, "model.safetensors"), "--data", data, "--json")
            .Succeeded();
        Assert.Equal(accuracy, (double)evaluation.Json["test_accuracy"]!);
        Assert.DoesNotContain('\u001b', training.Error);
    }

    [Fact]
    public void The_environment_forces_algorithms_by_names_that_there_are()
    {
        string[] bench = ["bench", "conv", "--input", "1,4,6,6", "--algorithms", "--repetitions", "1", "--json"];
        using CliProcess forcing = CliProcess.StartByShell(_folder.Path, "NORMSHARP_ALGORITHM=conv.forward=batch-lanes exec \"$@\"", bench);
        Assert.Equal(
            "batch-lanes",
            (string)forcing.Wait().Succeeded().Json["algorithms"]!.AsArray().First(one => (bool)one!["chosen"]!)!["algorithm"]!);
        using CliProcess wrong = CliProcess.StartByShell(_folder.Path, "NORMSHARP_ALGORITHM=conv.forward=fast exec \"$@\"", bench);
        wrong.Wait().Failed(ExitCode.Failed, "NORMSHARP_ALGORITHM", "conv.forward=fast", "batch-lanes", "implicit-gemm");
    }

    [Fact]
    public void Without_out_each_run_has_a_fresh_folder_here()
    {
        string data = TinyData.Write(_folder["bars"]);
        for (int number = 1; number <= 2; number++)
        {
            TestRun result = CliProcess.Run(_folder.Path, "train", "--data", data, "--epochs", "1", "--json", "--quiet").Succeeded();
            string run = Path.Combine("runs", $"lenet-bn-bars-{number}");
            Assert.Equal(run, (string?)result.Json["run"]);
            Assert.True(File.Exists(_folder[run, "model.safetensors"]));
        }
    }

    [Fact]
    public void Without_sheet_the_next_free_name_is_taken_and_told()
    {
        string data = TinyData.Write(_folder["bars"]);
        foreach (string name in (string[])["bars-sheet.png", "bars-sheet-2.png"])
        {
            Assert.Contains(name, CliProcess.Run(_folder.Path, "data", data).Succeeded().Output, StringComparison.Ordinal);
            Assert.True(File.Exists(_folder[name]));
        }
    }

    [Fact]
    public void Exit_codes()
    {
        CliProcess.Run(_folder.Path, "env").Succeeded();
        CliProcess.Run(_folder.Path, "eval", "nowhere").Failed(1, "nowhere");
        CliProcess.Run(_folder.Path, "train", "--lr", "-1").Failed(2, "--lr", "-1");
        CliProcess.Run(_folder.Path, "train", "--batch-size", "0").Failed(2, "--batch-size", "0");
    }

    [Fact]
    public void A_standard_output_that_is_full_is_a_failure_and_no_crash()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a device or folder that only Linux has");

        using CliProcess process = CliProcess.StartByShell(_folder.Path, "exec \"$@\" > /dev/full", "env", "--json");
        TestRun result = process.Wait();
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.StartsWith("normsharp: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
