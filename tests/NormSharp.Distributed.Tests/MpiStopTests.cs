using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NormSharp.Cli;

namespace NormSharp.Distributed.Tests;

/// <summary>
/// A launcher that is told to stop, by itself and not by <c>normsharp launch</c>, leaves a checkpoint of the last step, and no process.
/// A step here takes about as long as Open MPI waits before it kills; scripts/rank-stops.sh tries more.
/// </summary>
public sealed class MpiStopTests : IDisposable
{
    private const int Interrupted = 2;
    private const int Terminated = 15;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Signals
        => [.. Launcher.Names.SelectMany(name => (int[])[Interrupted, Terminated], (name, signal) => (name.Data, signal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Signals))]
    public void It_ends_in_a_checkpoint_that_goes_on_to_the_same_bits(string name, int signal)
    {
        Launcher launcher = Launcher.Find(name);
        string[] training = ["train", "--model", "resnet20", "--epochs", "4", "--limit", "2400", "--batch-size", "800", "--shards", "4",
            "--lr", "0.01", "--threads", "1", "--no-recalibrate", "--out"];
        int[] ranks;
        using (Process process = launcher.StartItself(2, [.. training, _folder.File("stopped")]))
        {
            // The first of three steps of an epoch: the checkpoint before it is that of the ninth.
            ranks = RankProcesses.WaitFor(process, 2, () => Holds(_folder.File("stopped/metrics.jsonl"), "\"step\":10,"));
            Assert.Equal(0, Kill(process.Id, signal));
            (int code, string text) = Launcher.Finish(process);

            // MPICH's launcher returns 0 where its ranks came to their end by themselves in time.
            Assert.True(code != 0 || !launcher.IsOpenMpi, text);
        }

        Array.ForEach(ranks, RankProcesses.WaitForEnd);
        Assert.InRange(LastCheckpoint(), 10, 12);

        Assert.Equal(0, Alone("train", "--resume", _folder.File("stopped")));
        Assert.Equal(0, Alone([.. training, _folder.File("whole")]));
        Assert.Equal(Model("whole"), Model("stopped"));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private static bool Holds(string file, string text)
        => File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal);

    private static int Alone(params string[] arguments)
        => Application.Run(arguments, new() { Output = TextWriter.Null, Error = TextWriter.Null });

    private byte[] Model(string run) => File.ReadAllBytes(_folder.File($"{run}/model.safetensors"));

    private int LastCheckpoint() => Directory.EnumerateDirectories(_folder.File("stopped/checkpoints"), "step-*")
        .Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal))
        .Max(path => int.Parse(Path.GetFileName(path)["step-".Length..], CultureInfo.InvariantCulture));
}
