namespace NormSharp.Distributed.Tests;

/// <summary>A rank that runs out of memory or disk is named by the others; skipped, aloud, where no MPI is installed.</summary>
public sealed class MpiScarcityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_rank_without_memory_is_named(string name)
    {
        (int code, string text) = Launcher.Find(name).RunByShell(
            2, "[ $rank = 0 ] || export DOTNET_GCHeapHardLimit=0x2000000", Training("--batch-size", "2000", "--limit", "2000"));
        Assert.True(code != 0, text);

        // Where even the exception finds no room, the runtime ends the process.
        Assert.Matches(
            @": rank 1 \(.+\) (failed at step \d+: there is not enough memory .*|ended without a word .*); rank 0 \(.+\) was at step ", text);
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
