using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NormSharp.Cli;

namespace NormSharp.Distributed.Tests;

/// <summary>Trainings that a launcher of MPI starts as processes; they skip, aloud, where none is installed.</summary>
public sealed class MpiTrainingTests : IDisposable
{
    private const int Killed = 9;
    private const int Terminated = 15;
    private const int Stopped = 19;
    private const int Interrupted = 130;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void Ranks_give_the_bits_of_one_process_with_as_many_shards(string name)
    {
        Launcher launcher = Launcher.Find(name);
        (int code, string text) = launcher.Run(3, [.. Training("ranks"), "--shards", "4", "--sync-bn"]);
        Assert.True(code == 0, text);
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);

        Assert.Equal(0, Alone([.. Training("alone"), "--shards", "4", "--sync-bn"]));
        Assert.Equal(File.ReadAllBytes(Model("alone")), File.ReadAllBytes(Model("ranks")));
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_killed_rank_is_named_and_the_run_goes_on_with_another_number(string name)
    {
        Launcher launcher = Launcher.Find(name);
        using (Process process = launcher.Start(2, [.. Training("killed", epochs: 500), "--shards", "2"]))
        {
            int rank = RankProcesses.WaitFor(process, 2, () => Directory.Exists(_folder.File("killed/checkpoints")))[1];
            Assert.Equal(0, Kill(rank, Killed));
            (int code, string text) = Launcher.Finish(process);
            Assert.True(code != 0, text);

            Assert.Matches(@": rank 1 \(.+\) ended without a word .*; rank 0 \(.+\) was at step \d+, (in |computing)", text);
        }

        // The last checkpoint is whole: it goes on until it is told to stop.
        using Process resumed = launcher.Start(1, "train", "--resume", _folder.File("killed"));
        int alone = RankProcesses.WaitFor(
            resumed, 1, () => resumed.StandardOutput.ReadLine()?.Contains("epoch", StringComparison.Ordinal) == true)[0];
        Assert.Equal(0, Kill(alone, Terminated));
        (int stopped, string said) = Launcher.Finish(resumed);
        Assert.True(stopped != 0, said);
        Assert.Contains("continue with: ", said, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_launch_that_is_told_to_stop_ends_in_a_checkpoint(string name)
    {
        using Process process = Launcher.Find(name).Launch(2, [.. Training("stopped", epochs: 500), "--checkpoint-every", "100000"]);
        RankProcesses.WaitFor(process, 2, () => process.StandardOutput.ReadLine()?.Contains("epoch", StringComparison.Ordinal) == true);
        Assert.Equal(0, Kill(process.Id, Terminated));
        (int code, string text) = Launcher.Finish(process);
        Assert.Equal(Interrupted, code);
        long step = long.Parse(
            Regex.Match(text, @"stopped after step (\d+); continue with: ").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists(_folder.File($"stopped/checkpoints/step-{step:00000000}")), text);
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_rank_that_is_stopped_is_named_and_does_not_keep_a_launch(string name)
    {
        using Process process = Launcher.Find(name).Launch(2, Training("silent", epochs: 5000));
        int rank = RankProcesses.WaitFor(process, 2, () => Directory.Exists(_folder.File("silent/checkpoints")))[0];
        Assert.Equal(0, Kill(rank, Stopped));
        (int code, string text) = Launcher.Finish(process);
        Assert.True(code != 0, text);
        Assert.Matches(@": rank 0 \(.+\) has not answered for 7 s .*; rank 1 \(.+\) was at step \d+, (in |computing)", text);
        RankProcesses.WaitForEnd(rank);
    }

    [Fact]
    public void Two_ranks_give_the_bits_of_one_process()
    {
        Launcher launcher = Launcher.FindAny();
        TinyImages.WriteTo(_folder.File("tiny"));
        string[] options = ["--data", _folder.File("tiny"), "--model", "mlp", "--epochs", "1", "--batch-size", "8", "--shards", "2",
            "--threads", "1", "--no-recalibrate", "--quiet", "--json", "--out"];
        (int code, string text) = launcher.Run(2, ["train", .. options, _folder.File("ranks")]);
        Assert.True(code == 0, text);

        Assert.Equal(0, Alone(["train", .. options, _folder.File("alone")]));
        Assert.Equal(File.ReadAllBytes(Model("alone")), File.ReadAllBytes(Model("ranks")));
    }

    [Fact]
    public void Without_its_library_a_rank_says_which_package_is_missing()
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Launcher.Program, "train"])
        {
            Environment = { ["OMPI_COMM_WORLD_SIZE"] = "2", ["NORMSHARP_MPI"] = "/nowhere/libmpi.so" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        (int code, string text) = Launcher.Finish(process);
        Assert.Equal(1, code);
        Assert.Contains("/nowhere/libmpi.so", text, StringComparison.Ordinal);
    }

    private static int Alone(params string[] arguments) => Application.Run(arguments, new()
    {
        Output = TextWriter.Null,
        Error = TextWriter.Null,
    });

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private string Model(string run) => _folder.File($"{run}/model.safetensors");

    private string[] Training(string run, int epochs = 1)
        => ["train", "--epochs", $"{epochs}", "--limit", "60", "--batch-size", "20", "--threads", "1", "--out", _folder.File(run)];
}
