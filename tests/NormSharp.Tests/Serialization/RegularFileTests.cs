using System.Diagnostics;
using NormSharp.Serialization;

namespace NormSharp.Tests.Serialization;

public class RegularFileTests
{
    [Fact]
    public void A_file_is_read_whole_up_to_the_limit()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a"], [1, 2, 3]);
        Assert.Equal([1, 2, 3], RegularFile.ReadAllBytes(folder["a"], 3));
        IOException error = Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(folder["a"], 2));
        Assert.Contains("3 bytes", error.Message, StringComparison.Ordinal);
        using FileStream stream = RegularFile.OpenRead(folder["a"]);
        Assert.Equal(1, stream.ReadByte());
        Assert.Equal(3, stream.Length);
    }

    [Fact]
    public void What_is_absent_or_a_folder_is_told_in_the_system_s_words()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => RegularFile.OpenHandle(folder["absent"]));
        Assert.Throws<UnauthorizedAccessException>(() => RegularFile.OpenHandle(folder.Path));
    }

    [Fact]
    public void A_pipe_is_refused_at_once_and_a_device_is_empty()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files");
        using var folder = new TemporaryFolder();
        Process.Start("mkfifo", [folder["pipe"]]).WaitForExit();
        Assert.Contains("pipe", Assert.Throws<IOException>(() => RegularFile.OpenHandle(folder["pipe"])).Message, StringComparison.Ordinal);
        Assert.Empty(RegularFile.ReadAllBytes("/dev/zero", 10));
        using FileStream zeros = RegularFile.OpenRead("/dev/zero");
        Assert.Equal(0, zeros.Length);
    }
}
