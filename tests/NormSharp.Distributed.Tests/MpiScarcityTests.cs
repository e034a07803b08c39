using System.Text.RegularExpressions;

namespace NormSharp.Distributed.Tests;

/// <summary>A rank that runs out of memory or disk is named by the others; skipped, aloud, where no MPI is installed.</summary>
public sealed class MpiScarcityTests : IDisposable
{
    private const string LittleMemory = "[ $rank = 0 ] || export DOTNET_GCHeapHardLimit=0x2000000";

    private static readonly string[] Large = ["--batch-size", "2000", "--limit", "2000"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_rank_that_runs_out_of_memory_is_named(string name)
    {
        (int code, string text) = Launcher.Find(name).RunByShell(2, LittleMemory, Training([.. Large, "--max-memory", "8G"]));
        Assert.True(code != 0, text);

        // Where even the exception finds no room, the runtime ends the process.
        Assert.True(
            Regex.IsMatch(
                text,
                @": rank 1 \(.+\) (failed at step \d+: there is not enough memory .*|ended without a word .*); rank 0 \(.+\) was at step "),
            text);
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_rank_whose_machine_has_too_little_memory_is_named_before_it_trains(string name)
    {
        (int code, string text) = Launcher.Find(name).RunByShell(2, LittleMemory, Training(Large));
        Assert.True(code != 0, text);
        Assert.Matches(@"normsharp: rank 1 \(.+\): lenet-bn: for 1000 images of ", text);
        Assert.Matches(@": rank 1 \(.+\) failed at step 0: lenet-bn: for 1000 images of .*; rank 0 \(.+\) was at step 0, ", text);
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_rank_without_disk_is_named(string name)
    {
        Launcher launcher = Launcher.Find(name);
        Assert.SkipUnless(Environment.UserName == "root", "only root may make a small file system: nothing was tested");
        Directory.CreateDirectory(_folder.File("small"));
        string mount = $"mount -t tmpfs -o size=64k tmpfs '{_folder.File("small")}' && exec \"$@\"";
        (int code, string text) = launcher.RunByShell(
            2,
            $"[ $rank != 0 ] || exec unshare -m sh -c '{mount.Replace("'", "'\\''", StringComparison.Ordinal)}' sh \"$@\"",
            Training("--batch-size", "20", "--limit", "40"));
        Assert.True(code != 0, text);
        Assert.Matches(@"normsharp: rank 0 \(.+\): .*: cannot write: the disk is full", text);
        Assert.Matches(@": rank 0 \(.+\) failed at step \d+: .*the disk is full; rank 1 \(.+\) was at step ", text);
    }

    private string[] Training(params string[] options)
        => ["train", "--model", "lenet-bn", "--epochs", "1", "--threads", "1", "--out", _folder.File("small/run"), .. options];
}
