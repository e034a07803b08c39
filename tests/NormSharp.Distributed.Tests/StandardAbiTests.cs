using NormSharp.Cli;

namespace NormSharp.Distributed.Tests;

/// <summary>
/// Where a library of the standard's binary interface is installed it is taken, and trains to the same bits. The one of these tests refuses
/// every handle and number that is not the standard's.
/// </summary>
public sealed class StandardAbiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_ranks_give_the_bits_of_one_process() => AssertSameBits(Launcher.FindAny());

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void Two_ranks_of_every_launcher_give_the_bits_of_one_process(string name)
    {
        AssertSameBits(Launcher.Find(name));
        (int code, string text) = WithLibrary(Launcher.Find(name)).Run(2, "bench", "allreduce", "--repetitions", "3", "--json");
        Assert.True(code == 0, text);
    }

    private void AssertSameBits(Launcher launcher)
    {
        TinyImages.WriteTo(_folder.File("tiny"));
        string[] options = ["train", "--data", _folder.File("tiny"), "--model", "mlp", "--epochs", "1", "--batch-size", "8",
            "--shards", "2", "--threads", "1", "--no-recalibrate", "--out"];
        (int code, string text) = WithLibrary(launcher).Run(2, [.. options, _folder.File("ranks")]);
        Assert.True(code == 0, text);
        Assert.Contains(StandardAbi.Version, text, StringComparison.Ordinal);

        Assert.Equal(0, Application.Run(
            [.. options, _folder.File("alone")], new() { Output = TextWriter.Null, Error = TextWriter.Null }));
        Assert.Equal(
            File.ReadAllBytes(_folder.File("alone/model.safetensors")), File.ReadAllBytes(_folder.File("ranks/model.safetensors")));
    }

    private Launcher WithLibrary(Launcher launcher)
    {
        StandardAbi.CompileInto(_folder.File("lib"));
        return launcher with { Variables = [("LD_LIBRARY_PATH", _folder.File("lib"))] };
    }
}
