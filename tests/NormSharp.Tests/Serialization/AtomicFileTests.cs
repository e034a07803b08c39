using NormSharp.Serialization;

namespace NormSharp.Tests.Serialization;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_a_new_file_and_replaces_an_old_one()
    {
        string path = _folder.File("model");

        AtomicFile.Write(path, stream => stream.Write("one"u8));
        AtomicFile.Write(path, stream => stream.Write("2"u8));

        Assert.Equal("2", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_old_content_stays_readable_until_the_new_one_is_whole()
    {
        string path = _folder.File("model");
        File.WriteAllText(path, "old");

        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });

        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_failing_writer_leaves_the_old_file_and_no_rubbish()
    {
        string path = _folder.File("model");
        File.WriteAllText(path, "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("no");
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(28, "the disk is full")]
    [InlineData(unchecked((int)0x80070070), "the disk is full")]
    [InlineData(30, "the file system is read-only")]
    [InlineData(5, "the system's words")]
    public void What_the_system_says_is_put_plainly(int code, string reason)
    {
        string path = _folder.File("model");

        var exception = Assert.Throws<FileWriteException>(() =>
            AtomicFile.Write(path, _ => throw new IOException("the system's words", code)));

        Assert.Equal($"{path}: cannot write: {reason}", exception.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_full_device_is_called_that()
    {
        // The device that is always full exists on Linux alone; elsewhere the test above holds the message.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a device or folder that only Linux has");

        string path = _folder.File("model");

        var exception = Assert.Throws<FileWriteException>(() => AtomicFile.Write(path, _ =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            full.Write("x"u8);
            full.Flush();
        }));

        Assert.Equal($"{path}: cannot write: the disk is full", exception.Message);
    }

    [Fact]
    public void A_missing_folder_and_a_file_in_the_folder_s_place_are_named()
    {
        string missing = _folder.File(Path.Combine("none", "model"));
        File.WriteAllText(_folder.File("file"), "x");
        string below = _folder.File(Path.Combine("file", "model"));

        Assert.Equal(
            $"{missing}: cannot write: the folder does not exist",
            Assert.Throws<FileWriteException>(() => AtomicFile.Write(missing, _ => { })).Message);
        Assert.StartsWith(
            $"{below}: cannot write: ",
            Assert.Throws<FileWriteException>(() => AtomicFile.Write(below, _ => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_folder_is_called_that()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs the permissions of Unix");
            return;
        }

        // Permissions do not bind the superuser; no one may create files under /sys.
        string folder = _folder.File("read-only");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string path = Path.Combine(Environment.IsPrivilegedProcess && Directory.Exists("/sys/kernel") ? "/sys/kernel" : folder, "model");

        var exception = Assert.Throws<FileWriteException>(() => AtomicFile.Write(path, _ => { }));

        Assert.StartsWith($"{path}: cannot write: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("read-only", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_folder_can_be_flushed_and_a_missing_one_is_ignored()
    {
        FolderSync.Flush(_folder.Path);
        FolderSync.Flush(_folder.File("none"));
    }
}
